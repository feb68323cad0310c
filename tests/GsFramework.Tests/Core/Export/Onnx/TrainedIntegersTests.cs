using GsFramework.Core.Data;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

/// <summary>GS-8 of the ink teacher, trained by the quickstart's configuration for some steps on some of its
/// images.</summary>
public sealed class TrainedGenerator : IDisposable
{
    private readonly Folder _folder = new();

    public TrainedGenerator()
    {
        foreach (var (split, count) in new[] { ("train", 16), ("val", 4), ("test", 12) })
        {
            foreach (var domain in new[] { "A", "B" })
            {
                Directory.CreateDirectory(this["data", split + domain]);
                foreach (
                    var path in Directory
                        .GetFiles(Repository.Path("assets", "emoji-ink", split + domain))
                        .Order(StringComparer.Ordinal)
                        .Take(count)
                )
                {
                    File.Copy(path, this["data", split + domain, Path.GetFileName(path)]);
                }
            }
        }

        string[] sets =
        [
            "threads=1",
            $"data:source:root={this["data"]}",
            "training:precision=fp32",
            "training:slim:steps=8",
            "training:fineTune:steps=10",
            "evaluation:metrics:0=l1",
            "evaluation:cache=false",
        ];
        var gs = Gs.Run([
            "compress",
            Repository.Path("configs", "quickstart.json"),
            "--out",
            this["run"],
            .. sets.SelectMany(static set => new[] { "--set", set }),
        ]);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    internal string this[params string[] names] => _folder[names];

    internal string Export(string format, params string[] options)
    {
        var path = this["run", "export", $"{format}-{options.Length}.onnx"];
        var gs = Gs.Run(["export", this["run", "model"], "--format", format, "-o", path, "--force", .. options]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}

[Collection(nameof(WholeRuns))]
public class TrainedIntegersTests(TrainedGenerator trained) : IClassFixture<TrainedGenerator>
{
    [Fact]
    public void The_file_makes_the_images_of_the_frameworks_own_quantised_network()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(trained["run", "model"], LayerKind.BuiltIn);
        using var framework = new GraphModule(model.Graph, model.Weights);
        framework.eval();
        using var file = OnnxNetwork.Open(trained.Export("onnx-int8"), new OnnxSettings { Threads = 1 });
        var last = model.Graph.Nodes.Last(static node => node.Layer is AffineQuantizer);
        var step = ((AffineQuantizer)last.Layer).Grid(model.Weights[last.ParameterName("range")])!.Value.Scale;
        var images = stack(
            Directory
                .GetFiles(trained["data", "testA"])
                .Order(StringComparer.Ordinal)
                .Select(path => ImageFile.Load(path, 64))
        );

        var difference = (file.Run(images) - framework.forward(images)).abs();

        Assert.InRange(difference.le(step).to(float32).mean().item<float>(), 0.999f, 1f);
        Assert.Equal("gs-8", file.Card.Method);
        Assert.Equal("trained", file.Card.Ranges);
        Assert.Equal(4, file.Card.SideMultiple);
    }

    [Fact]
    public void Onnx_runtime_runs_every_convolution_on_integers()
    {
        var (plain, optimized) = (trained.Export("onnx-int8"), trained["optimised.onnx"]);

        OnnxNetwork.Open(plain, new OnnxSettings { Threads = 1, OptimizedModelPath = optimized }).Dispose();

        static int Count(string path, string operation) =>
            ModelProto
                .Parser.ParseFrom(File.ReadAllBytes(path))
                .Graph.Node.Count(node => node.OpType.Contains(operation, StringComparison.Ordinal));

        // Of 18, the two that double the size are two each: one for even rows, one for odd ones.
        Assert.Equal(20, Count(plain, "Conv"));
        Assert.Equal(20, Count(optimized, "QLinearConv"));
        Assert.Equal(20, Count(optimized, "Conv"));
    }

    [Fact]
    public void Integers_take_a_third_of_the_bytes_of_fp32_and_half_precision_takes_half()
    {
        long Bytes(string format) => new FileInfo(trained.Export(format)).Length;
        var whole = Bytes("onnx");

        Assert.InRange(Bytes("onnx-fp16"), 0, 0.6 * whole);
        Assert.InRange(Bytes("onnx-int8"), 0, 0.45 * whole);
    }

    [Fact]
    public void What_was_measured_is_noted_in_the_result_of_the_run()
    {
        trained.Export("onnx-int8");
        trained.Export("onnx");
        trained.Export("onnx");

        var exports = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(trained["run", "result.json"]))![
            "exports"
        ]!.AsArray();

        var entry = Assert.Single(exports, static entry => (string)entry!["file"]! == "export/onnx-0.onnx")!;
        Assert.Single(exports, static entry => (string)entry!["file"]! == "export/onnx-int8-0.onnx");
        Assert.Equal("onnx", (string)entry["format"]!);
        Assert.Equal("test images of the run", (string)entry["source"]!);
        Assert.Equal(8, (int)entry["images"]!);
        Assert.Equal(new FileInfo(trained["run", "export", "onnx-0.onnx"]).Length, (long)entry["bytes"]!);
        Assert.InRange((double)entry["maxAbsDifference"]!, 0, 1e-3);
        Assert.InRange((double)entry["meanAbsDifference"]!, 0, 1e-4);
    }

    [Fact]
    public void Without_its_images_the_file_is_checked_on_random_ones_with_a_warning()
    {
        var elsewhere = trained["elsewhere"];
        Directory.CreateDirectory(elsewhere);
        Directory.CreateDirectory(Path.Combine(elsewhere, "model"));
        foreach (var name in new[] { "model/graph.json", "model/weights.safetensors", "config.resolved.json" })
        {
            File.Copy(trained["run", name], Path.Combine(elsewhere, name), overwrite: true);
        }

        var configuration = Path.Combine(elsewhere, "config.resolved.json");
        File.WriteAllText(
            configuration,
            File.ReadAllText(configuration).Replace(trained["data"], trained["gone"], StringComparison.Ordinal)
        );

        var gs = Gs.Run(
            "export",
            Path.Combine(elsewhere, "model"),
            "--format",
            "onnx",
            "-o",
            trained["random.onnx"],
            "--force"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("8 random images, 64x64", gs.Output, StringComparison.Ordinal);
        Assert.Contains("gone", gs.Error, StringComparison.Ordinal);
    }
}
