using System.Diagnostics;
using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class OnnxExportTests : IDisposable
{
    private static readonly string[] _formats = ["onnx", "onnx-fp16", "onnx-int8"];

    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public OnnxExportTests()
    {
        var graph = Networks.CycleGan(width: 4, blocks: 1);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder["model"], graph, weights);
        for (var i = 0; i < 3; i++)
        {
            ImageFile.Save(_folder["images", $"{i}.png"], Networks.Image(40, seed: i, batch: 1).squeeze(0));
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Formats => [.. _formats];

    public static bool HasChecker { get; } = Python("import onnx") == 0;

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_tells_what_it_is_and_what_was_found_when_it_was_checked(string format)
    {
        var gs = Export(format, "--images", _folder["images"], "--size", "32x48", "--batch", "2", "--json");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var told = JsonNode.Parse(gs.Output)!;
        Assert.Equal(3, (int)told["check"]!["images"]!);
        Assert.Equal((32, 48), ((int)told["check"]!["height"]!, (int)told["check"]!["width"]!));
        Assert.Equal(new FileInfo(_folder["out.onnx"]).Length, (long)told["bytes"]!);
        using var network = OnnxNetwork.Open(_folder["out.onnx"], new OnnxSettings { Threads = 1 });
        Assert.Equal((2, 32, 48), (network.Batch, network.Height, network.Width));
        Assert.Equal(
            (format, 32, 48, 4),
            (network.Card.Format, network.Card.Height, network.Card.Width, network.Card.SideMultiple)
        );
        Assert.Equal(ModelFolder.WeightsHash(_folder["model"]), network.Card.WeightsSha256);
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        Assert.Equal(GraphCost.Of(model.Graph, new ImageSize(32, 48)).Macs, network.Card.Macs);
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("onnx-fp16", "--size", "64")]
    public void A_network_that_takes_one_size_of_image_is_exported_for_it(string format, params string[] more)
    {
        var graph = new GraphBuilder(3)
            .Add("mean", new AveragePool2d(64, 1, 0, false))
            .Add("grown", new Resize(64, 64))
            .Add("both", new Concat(), NetworkGraph.InputName, "grown")
            .Add("last", new Conv2d(6, 3, 3, Padding: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder["one"], graph, weights);

        var gs = Gs.Run(["export", _folder["one"], "--format", format, "-o", _folder["one.onnx"], .. more]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        using var network = OnnxNetwork.Open(_folder["one.onnx"], new OnnxSettings { Threads = 1 });
        Assert.Equal(64, network.Card.Height);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_model_gives_the_same_bytes(string format)
    {
        Export(format, "--size", "16");
        var first = File.ReadAllBytes(_folder["out.onnx"]);
        Export(format, "--size", "16", "--force");

        Assert.Equal(first, File.ReadAllBytes(_folder["out.onnx"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_of_pixels_is_checked_too(string format) =>
        Assert.Equal(0, Export(format, "--pixels", "--size", "16", "--images", _folder["images"]).ExitCode);

    [Theory]
    [InlineData("min-max")]
    [InlineData("percentile")]
    [InlineData("mse")]
    public void Ranges_can_be_calibrated_after_training(string method)
    {
        var gs = Export("onnx-int8", "--calibration", method, "--size", "40");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains($"Ranges by {method} on 3 images", gs.Output, StringComparison.Ordinal);
        Assert.Contains("its outputs differ by", gs.Output + gs.Error, StringComparison.Ordinal);
        using var network = OnnxNetwork.Open(_folder["out.onnx"], new OnnxSettings { Threads = 1 });
        Assert.Equal(method, network.Card.Ranges);
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        var image = ImageFile.Load(_folder["images", "0.png"]).unsqueeze(0);
        Assert.InRange(
            (network.Run(image) - Networks.Run(model.Graph, model.Weights, image)).abs().mean().item<float>(),
            0,
            0.1f
        );
    }

    [Fact]
    public void A_model_without_ranges_is_refused_with_what_to_give()
    {
        var gs = Gs.Run("export", _folder["model"], "--format", "onnx-int8", "-o", _folder["out.onnx"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("--calibrate DIR", gs.Error, StringComparison.Ordinal);
        Assert.Contains("profile 'deployable'", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.onnx"]));
    }

    [Fact]
    public void The_quantisers_of_the_reference_profile_stay_in_fp32_and_are_refused_as_integers()
    {
        var graph = GraphQuantization.Quantize(Networks.CycleGan(width: 4, blocks: 1), static _ =>
            new(new WeightQuantizer(8, PerChannel: false), new ClampQuantizer(8, 4), null)
        );
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder["reference"], graph, weights);

        var exact = Gs.Run(
            "export",
            _folder["reference"],
            "--format",
            "onnx",
            "--size",
            "32",
            "-o",
            _folder["exact.onnx"]
        );
        var refused = Gs.Run(
            "export",
            _folder["reference"],
            "--format",
            "onnx-int8",
            "-o",
            _folder["out.onnx"],
            "--calibrate",
            _folder["images"]
        );

        Assert.True(exact.ExitCode is 0 or 1, exact.Error);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--format onnx", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_in_fp32_advises_integers_only_where_they_are_not_refused(bool roundsTwice)
    {
        // As earlier versions trained it.
        var graph = GraphQuantization
            .Quantize(Networks.CycleGan(width: 4, blocks: 1), static _ =>
                new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
            )
            .Replace(node =>
                roundsTwice && node.Name == "model.4.output_quantizer"
                    ? [node, node with { Name = "twice", Inputs = [node.Name] }]
                    : [node]
            );
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder["quantised"], graph, weights);

        var plain = Gs.Run(
            "export",
            _folder["quantised"],
            "--format",
            "onnx",
            "--size",
            "16",
            "-o",
            _folder["out.onnx"]
        );
        var integers = Gs.Run(
            "export",
            _folder["quantised"],
            "--format",
            "onnx-int8",
            "--size",
            "16",
            "-o",
            _folder["out.int8.onnx"]
        );

        Assert.True(plain.ExitCode == 0, plain.Error);
        Assert.NotEqual(
            roundsTwice,
            (plain.Output + plain.Error).Contains(
                "Export with --format onnx-int8 for what was trained",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(
            roundsTwice,
            (plain.Output + plain.Error).Contains(
                "a quantiser 'twice' that rounds again what",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(
            roundsTwice,
            integers.ExitCode == 2
                && integers.Error.Contains("a quantiser 'twice' that rounds again what", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_file_that_does_not_compute_what_the_model_computes_is_not_left_behind()
    {
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var other = new LoadedModel(model.Graph, Networks.RandomWeights(model.Graph, seed: 2));
        var job = new ExportJob(model, _folder["model"])
        {
            Size = new ImageSize(16, 16),
            CheckImages = new Lazy<ExportImages>(() => ExportImages.Random(3, 2, new ImageSize(16, 16))),
        };

        var gs = Gs.Execute(_ =>
            OnnxExport.Write(job, _folder["out.onnx"], other, model, OnnxCards.Of(job, "onnx"), OnnxLimit.Fp32)
        );

        Assert.Equal(1, gs.ExitCode);
        Assert.Contains("does not compute what the model computes", gs.Error, StringComparison.Ordinal);
        Assert.Contains("was not written", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.onnx"]));
    }

    [Theory]
    [InlineData("no folder", "images", "absent")]
    [InlineData("no folder", "absent", "images")]
    [InlineData("has no images", "images", "model")]
    [InlineData("has no images", "model", "images")]
    public void Folders_without_images_are_named(string says, string check, string calibrate)
    {
        var gs = Gs.Run(
            "export",
            _folder["model"],
            "--format",
            "onnx-int8",
            "--size",
            "16",
            "-o",
            _folder["out.onnx"],
            "--images",
            _folder[check],
            "--calibrate",
            _folder[calibrate]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(says, gs.Error, StringComparison.Ordinal);
        Assert.Contains(check == "images" ? calibrate : check, gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.onnx"]));
    }

    [Theory]
    [InlineData("--size", "0")]
    [InlineData("--size", "4x")]
    [InlineData("--size", "axb")]
    [InlineData("--batch", "0")]
    [InlineData("--calibration", "entropy")]
    public void Impossible_values_are_refused(string option, string value)
    {
        var gs = Gs.Run("export", _folder["model"], "--format", "onnx", "-o", _folder["out.onnx"], option, value);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(value, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_the_network_does_not_take_is_refused()
    {
        var gs = Gs.Run("export", _folder["model"], "--format", "onnx", "-o", _folder["out.onnx"], "--size", "2");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("larger image", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_no_file()
    {
        // Writing is refused as on a full disk: a file is where the folder should be.
        File.WriteAllText(_folder["occupied"], "");

        var gs = Gs.Run(
            "export",
            _folder["model"],
            "--format",
            "onnx",
            "--size",
            "16",
            "-o",
            _folder["occupied", "out.onnx"]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("cannot be written", gs.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Theory(SkipUnless = nameof(HasChecker), Skip = "python3 has no package onnx here.")]
    [MemberData(nameof(Formats))]
    public void The_checker_of_onnx_accepts_the_files(string format)
    {
        Export(format, "--size", "32", "--pixels");
        Assert.Equal(
            0,
            Python($"import onnx; onnx.checker.check_model(onnx.load('{_folder["out.onnx"]}'), full_check=True)")
        );
        Export(format, "--force", "--images", _folder["images"]);
        Assert.Equal(
            0,
            Python($"import onnx; onnx.checker.check_model(onnx.load('{_folder["out.onnx"]}'), full_check=True)")
        );
    }

    private Gs Export(string format, params string[] options) =>
        Gs.Run([
            "export",
            _folder["model"],
            "--format",
            format,
            "-o",
            _folder["out.onnx"],
            .. format == "onnx-int8" ? new[] { "--calibrate", _folder["images"] } : [],
            .. options,
        ]);

    private static int Python(string program)
    {
        try
        {
            // Debian's own, which has Debian's packages, where there is another.
            var debian = "/usr/bin/python3";
            using var python = Process.Start(
                new ProcessStartInfo(File.Exists(debian) ? debian : "python3", ["-c", program])
                {
                    RedirectStandardError = true,
                }
            )!;
            python.StandardError.ReadToEnd();
            python.WaitForExit();
            return python.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
