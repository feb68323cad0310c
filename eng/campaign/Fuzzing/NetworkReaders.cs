using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Graph;
using GsFramework.Host.Demo;
using GsFramework.Host.Training;
using GsFramework.Models.Features;
using GsFramework.Models.Generators;
using static TorchSharp.torch;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>The readers of networks: models, checkpoints, PyTorch's files, ONNX files.</summary>
internal static class NetworkReaders
{
    public static IReadOnlyList<string> Names { get; } =
        ["graph.json", "weights.safetensors", "checkpoint", "pytorch", "onnx", "onnx import", "feature weights"];

    public static IEnumerable<(string Name, Func<Reader> Make)> All(Prepared prepared)
    {
        yield return ("graph.json", () => OfModel(prepared, ModelFolder.GraphFile, JsonMutation.Of));
        yield return (
            "weights.safetensors",
            () => OfModel(prepared, ModelFolder.WeightsFile, FormatMutation.SafeTensors)
        );
        yield return ("checkpoint", () => Checkpoint(prepared));
        yield return ("pytorch", () => PyTorch(prepared));
        yield return ("onnx", () => Onnx(prepared));
        yield return ("onnx import", () => OnnxImports.Reader(prepared));
        yield return ("feature weights", () => Features(prepared));
    }

    private static Reader OfModel(Prepared prepared, string file, Func<byte[], Random, byte[]> damage)
    {
        var folder = prepared.CopyOf(Path.Combine(prepared.Project.Whole, "model"), file);
        return new Reader(file, [prepared.OfRun("model", file)], damage, bytes =>
        {
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            using var scope = NewDisposeScope();
            var graph = ModelFolder.ReadGraph(folder, prepared.Catalog.LayerKinds);
            _ = GraphCost.Of(graph, ImageSize.Square(16));
            using var model = ModelFolder.Load(folder, prepared.Catalog.LayerKinds);
            using var module = new GraphModule(model.Graph, model.Weights);
        });
    }

    private static Reader Checkpoint(Prepared prepared)
    {
        var path = prepared.NewFile("checkpoint", "slim.safetensors");
        var whole = Path.Combine(prepared.Project.Whole, "checkpoints", "slim.safetensors");

        // As earlier versions wrote it: with the hash, all damage is noticed at once.
        using (var file = SafeTensors.Read(whole))
        {
            SafeTensors.Write(
                path,
                file.Tensors,
                file.Metadata.Where(static entry => entry.Key != "sha256").ToDictionary()
            );
        }

        return new Reader(
            "checkpoint",
            [File.ReadAllBytes(whole), File.ReadAllBytes(path)],
            FormatMutation.SafeTensors,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                _ = Checkpoints.Load(path, "Make it again.", static file =>
                {
                    _ = Checkpoints.Part(file, "generator.").Count;
                    _ = Checkpoints.Numbers(file, "optimizer.").Count;
                });
            }
        );
    }

    private static Reader PyTorch(Prepared prepared)
    {
        var path = prepared.NewFile("pytorch", "a.pth");
        var fixtures = Sources.Path("tests/GsFramework.Tests/Core/Interchange/PyTorch/fixtures");
        string[] files =
        [
            .. Directory
                .EnumerateFiles(fixtures)
                .Where(static file => Path.GetExtension(file) is ".pth" or ".pt" && new FileInfo(file).Length < 1 << 18)
                .Order(StringComparer.Ordinal),
        ];
        var architecture = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 });
        return new Reader("pytorch", [.. files.Select(File.ReadAllBytes)], FormatMutation.Zip, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            using var scope = NewDisposeScope();
            using var file = new WeightsReader().Read(path);
            _ = new CheckpointImport(
                file.Tensors,
                architecture.Create,
                architecture as GsFramework.Models.IReadsCheckpoints
            ).Fault;
        });
    }

    private static Reader Onnx(Prepared prepared)
    {
        var path = prepared.NewFile("onnx", "a.onnx");
        byte[][] originals =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(prepared.Project.Whole, "export"), "*.onnx")
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes),
        ];
        return new Reader("onnx", originals, FormatMutation.Onnx, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = DemoModel.Open("a", path, path);
            using var scope = NewDisposeScope();
            using var network = OnnxNetwork.Open(path);
            _ = network.Run(zeros(1, network.Card.InputChannels, network.Height ?? 16, network.Width ?? 16));
        });
    }

    private static Reader Features(Prepared prepared)
    {
        const string name = "feature weights";
        var path = prepared.NewFile(name, "a.safetensors");
        byte[] whole = File.ReadAllBytes(Sources.Path("assets/features/mobilenet_v2.safetensors"));
        return new Reader(name, [whole], FormatMutation.SafeTensors, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            new MobileNetV2(new MobileNetV2Options { Weights = path }, new WeightsReader()).Dispose();
        });
    }
}
