using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Interchange.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

/// <summary>Checkpoints that have several networks in one dictionary, told apart by the first part of their
/// names.</summary>
public sealed class SeveralNetworksTests : IDisposable
{
    private static readonly NetworkGraph _generator = new CycleGanResNet(
        new CycleGanResNetOptions { Width = 2, Blocks = 1 }
    ).Create();

    private static readonly NetworkGraph _discriminator = new PatchGan(
        new PatchGanOptions { Width = 2, Layers = 2 }
    ).Create();

    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly OrderedDictionary<string, Tensor> _tensors = [];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string, string> Choices =>
        new()
        {
            { "generator", "discriminator", "cyclegan-resnet", "generator" },
            { "generator", "discriminator", "patchgan", "discriminator" },
            { "netG_A2B", "netD_A", "cyclegan-resnet", "netG_A2B" },
            { "G", "D", "cyclegan-resnet", "G" },
            { "G_AB.module", "D_B.module", "cyclegan-resnet", "G_AB" },
            { "model.generator", "model.discriminator", "cyclegan-resnet", "model.generator" },
        };

    [Theory]
    [MemberData(nameof(Choices))]
    public void The_part_that_fits_is_taken_and_named(string generator, string discriminator, string model, string key)
    {
        Add(generator, _generator, seed: 1);
        Add(discriminator, _discriminator, seed: 2);

        var report = JsonNode.Parse(Imported(0, model, "--json").Output)!;

        Assert.Equal(key, (string)report["key"]!);
        Assert.Single(report["otherKeys"]!.AsArray());
        using var written = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var expected =
            model == "patchgan" ? GraphWeights.Initialize(_discriminator, 2) : GraphWeights.Initialize(_generator, 1);
        Assert.All(expected, pair => TensorAssert.Same(pair.Value, written.Weights[pair.Key]));
    }

    [Fact]
    public void The_report_says_what_was_taken_and_what_else_is_there()
    {
        Add("generator", _generator, seed: 1);
        Add("discriminator", _discriminator, seed: 2);
        _tensors["epoch"] = ones(1);

        var output = Imported(0, "cyclegan-resnet").Output;

        Assert.StartsWith("Taken: --key generator; also there: discriminator", output, StringComparison.Ordinal);
        Assert.Contains("0 unexpected", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("netG_A", "netG_B")]
    [InlineData("generator", "generator_ema")]
    [InlineData("model.netG_A", "model.netG_B")]
    public void Of_two_that_fit_one_is_asked_for(string first, string second)
    {
        Add(first, _generator, seed: 1);
        Add(second, _generator, seed: 2);
        Add("netD", _discriminator, seed: 3);

        var error = Imported(2, "cyclegan-resnet").Error.ReplaceLineEndings(" ");
        Assert.Contains("has several networks that fit cyclegan-resnet: ", error, StringComparison.Ordinal);
        Assert.Contains($"{first} (26 tensors), {second} (26 tensors)", error, StringComparison.Ordinal);
        Assert.Contains("Say which one with --key NAME", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["model"]));

        Imported(0, "cyclegan-resnet", "--key", second);
        using var written = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var expected = GraphWeights.Initialize(_generator, 2);
        Assert.All(expected, pair => TensorAssert.Same(pair.Value, written.Weights[pair.Key]));
    }

    [Fact]
    public void What_may_belong_to_the_network_is_not_left_out_unasked()
    {
        Add("model", _generator, seed: 1);
        _tensors["attention.weight"] = ones(4);

        Assert.Contains(
            "has more tensors than cyclegan-resnet wants, but its part model (26 tensors) fits",
            Imported(2, "cyclegan-resnet").Error.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Imported(0, "cyclegan-resnet", "--key", "model");
    }

    [Fact]
    public void The_whole_file_is_one_network_when_the_user_says_so()
    {
        Add("generator", _generator, seed: 1);
        Add("discriminator", _discriminator, seed: 2);

        var gs = Imported(2, "cyclegan-resnet", "--key", ".");

        Assert.Contains("unexpected", gs.Error, StringComparison.Ordinal);
        Assert.StartsWith("Taken: the whole file", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_that_does_not_fit_is_reported_by_itself_and_named()
    {
        foreach (var name in new[] { "model.model.0.weight", "model.model.1.model.1.weight" })
        {
            _tensors[$"generator.{name}"] = ones(4, 4, 4, 4);
        }

        Add("discriminator", _discriminator, seed: 2);

        var gs = Imported(2, "cyclegan-resnet");

        Assert.StartsWith("Taken: --key generator; also there: discriminator", gs.Output, StringComparison.Ordinal);
        Assert.Contains("2 unexpected", gs.Error, StringComparison.Ordinal);
        Assert.Contains("It also has discriminator", gs.Error, StringComparison.Ordinal);
        Assert.Contains("--model pix2pix-unet", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_none_of_which_fits_are_listed()
    {
        Add("discriminator", _discriminator, seed: 2);
        _tensors["perceptual.0.weight"] = ones(4, 3, 3, 3);

        var error = Imported(2, "cyclegan-resnet").Error.ReplaceLineEndings(" ");

        Assert.Contains(
            "Its parts are discriminator (8 tensors), perceptual (1 tensors), and none of them fits; none has the name "
                + "of a generator",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_checkpoint_of_Lightning_without_a_generator_is_called_that()
    {
        File.WriteAllBytes(
            _folder["last.ckpt"],
            NamePartTests.Lightning("discriminator.model.0.weight", "perceptual.0.weight")
        );

        var gs = Gs.Run("import", _folder["last.ckpt"], "--model", "cyclegan-resnet", "-o", _folder["model"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "It is a checkpoint of Lightning 1.6.0. Its parts are state_dict.discriminator (1 tensors), "
                + "state_dict.perceptual (1 tensors), and none of them fits; none has the name of a generator",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_network_that_is_not_known_may_come_as_onnx()
    {
        _tensors["encoder.weight"] = ones(4);

        Assert.Contains(
            "If no architecture is this network, export it as ONNX with torch.onnx.export and import the .onnx file.",
            Imported(2, "cyclegan-resnet").Error.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_architecture_that_was_asked_for_is_not_advised()
    {
        Add("", _generator, seed: 1);
        _tensors["model.1.weight"] = ones(2, 3, 7);

        var gs = Imported(2, "cyclegan-resnet");

        Assert.DoesNotContain("Its names are those", gs.Error, StringComparison.Ordinal);
        Assert.Contains("Its names are those", Imported(2, "patchgan").Error, StringComparison.Ordinal);
    }

    private void Add(string part, NetworkGraph graph, int seed)
    {
        using var weights = GraphWeights.Initialize(graph, seed);
        foreach (var (name, tensor) in weights)
        {
            _tensors[NamePart.Join(part, name)] = tensor.clone();
        }
    }

    // The same of both formats.
    private Gs Imported(int exitCode, string model, params string[] more)
    {
        PyTorchWriter.Write(_folder["file.pth"], [.. _tensors]);
        SafeTensors.Write(_folder["file.safetensors"], _tensors);
        var safe = Run("file.safetensors", "safe");
        var gs = Run("file.pth", "model");
        Assert.True(gs.ExitCode == exitCode, gs.Error + gs.Output);
        Assert.True(safe.ExitCode == exitCode, safe.Error + safe.Output);
        return gs;

        Gs Run(string file, string output)
        {
            using var folder = new Folder();
            return Gs.Run([
                "import",
                _folder[file],
                "--model",
                model,
                "-o",
                output == "safe" ? folder["model"] : _folder[output],
                .. more,
            ]);
        }
    }
}
