using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

public sealed class ExportTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public ExportTests()
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        using var weights = GraphWeights.Initialize(graph, 1);
        ModelFolder.Save(_folder["model"], graph, weights);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("safetensors", ".safetensors")]
    [InlineData("pytorch-names", ".pth")]
    public void What_is_exported_can_be_imported_again(string format, string ending)
    {
        var gs = Gs.Run("export", _folder["model"], "--format", format, "-o", _folder["out" + ending]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        var again = Gs.Run("import", _folder["out" + ending], "--model", "cyclegan-resnet", "-o", _folder["again"]);

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(
            File.ReadAllBytes(_folder["model", "weights.safetensors"]),
            File.ReadAllBytes(_folder["again", "weights.safetensors"])
        );
        Assert.Equal(
            File.ReadAllText(_folder["model", "graph.json"]),
            File.ReadAllText(_folder["again", "graph.json"])
        );
    }

    [Theory]
    [InlineData("--size has no meaning with --format safetensors", "safetensors", "--size", "64")]
    [InlineData("--images has no meaning with --format pytorch-names", "pytorch-names", "--images", "x")]
    [InlineData("--calibrate has no meaning with --format onnx.", "onnx", "--calibrate", "x")]
    [InlineData("Give a folder with --calibrate too", "onnx-int8", "--calibration", "mse")]
    [InlineData("Choose a smaller --size or --batch", "onnx", "--size", "60000")]
    [InlineData("Choose a smaller --size or --batch", "onnx", "--batch", "2000000")]
    public void Options_that_would_be_passed_over_or_take_all_memory_are_refused(
        string reason,
        string format,
        params string[] options
    )
    {
        var gs = Gs.Run(["export", _folder["model"], "--format", format, "-o", _folder["out"], .. options]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("safetensors-fp16")]
    [InlineData("pytorch-names")]
    public void The_same_model_gives_the_same_bytes(string format)
    {
        Gs.Run("export", _folder["model"], "--format", format, "-o", _folder["a"]);
        Gs.Run("export", _folder["model"], "--format", format, "-o", _folder["b"]);

        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
    }

    [Fact]
    public void Half_precision_takes_half_the_bytes_and_can_be_read_as_a_model()
    {
        Directory.CreateDirectory(_folder["half"]);
        File.Copy(_folder["model", "graph.json"], _folder["half", "graph.json"]);

        var gs = Gs.Run("export", _folder["model"], "--format", "safetensors-fp16", "-o", _folder["half.safetensors"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        File.Move(_folder["half.safetensors"], _folder["half", "weights.safetensors"]);
        using var whole = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var half = ModelFolder.Load(_folder["half"], LayerKind.BuiltIn);
        Assert.All(whole.Weights, entry =>
            Assert.True(
                half.Weights[entry.Key].allclose(entry.Value, rtol: 1e-3, atol: 1e-7)
                    && half.Weights[entry.Key].dtype == float32,
                entry.Key
            )
        );
        Assert.InRange(
            new FileInfo(_folder["half", "weights.safetensors"]).Length,
            0,
            0.75 * new FileInfo(_folder["model", "weights.safetensors"]).Length
        );
    }

    [Fact]
    public void A_weight_beyond_half_precision_is_refused_and_nothing_is_left()
    {
        using (var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn))
        {
            model.Weights[model.Weights.Keys.First()].fill_(1e6f);
            ModelFolder.Save(_folder["large"], model.Graph, model.Weights);
        }

        var gs = Gs.Run("export", _folder["large"], "--format", "safetensors-fp16", "-o", _folder["half.safetensors"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("65504", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["half.safetensors"]));
    }

    [Fact]
    public void A_quantised_model_is_exported_as_the_fp32_values_it_computes_with()
    {
        var quantizer = new WeightQuantizer(Bits: 4, PerChannel: true, Frozen: true);
        var graph = new GraphBuilder(3)
            .Add("range", new AffineQuantizer(8))
            .Add("conv", new Conv2d(3, 2, KernelSize: 1, Quantizer: quantizer))
            .Build();
        using var weights = GraphWeights.Initialize(graph, 2);
        weights.Replace("conv.weight_scale", tensor(new[] { 0.5f, 0.25f }));
        weights.Replace("conv.weight", tensor(new[] { 0.5f, -1f, 3.5f, 0.25f, 0f, -1.75f }).reshape(2, 3, 1, 1));
        ModelFolder.Save(_folder["quantised"], graph, weights);

        var gs = Gs.Run("export", _folder["quantised"], "--format", "pytorch-names", "-o", _folder["out.pth"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("rounds and clamps its activations", gs.Output, StringComparison.Ordinal);
        using var file = new WeightsReader().Read(_folder["out.pth"]);
        Assert.Equal(["conv.weight", "conv.bias"], file.Tensors.Keys);
        TensorAssert.Same(weights["conv.weight"], file.Tensors["conv.weight"]);
    }

    [Fact]
    public void Without_a_name_the_file_is_beside_the_folder()
    {
        var gs = Gs.Run("export", _folder["model"] + "/", "--format", "pytorch-names");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(_folder["model.pth"]));
    }

    [Theory]
    [InlineData("mine.pth", "-o")]
    [InlineData("model.safetensors")]
    public void A_file_that_is_there_is_overwritten_by_force_only(string file, params string[] option)
    {
        File.WriteAllText(_folder[file], "mine");
        string[] line =
        [
            "export",
            _folder["model"],
            "--format",
            "safetensors",
            .. option,
            .. option.Select(_ => _folder[file]),
        ];

        var gs = Gs.Run(line);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("exists already and is left as it is", gs.Error, StringComparison.Ordinal);
        Assert.Contains("--force", gs.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder[file]));
        Assert.Equal(0, Gs.Run([.. line, "--force"]).ExitCode);
        using var written = new WeightsReader().Read(_folder[file]);
        Assert.NotEmpty(written.Tensors);
    }

    [Fact]
    public void The_model_is_not_written_into_through_a_link()
    {
        Directory.CreateSymbolicLink(_folder["link"], _folder["model"]);

        var gs = Gs.Run(
            "export",
            _folder["model"],
            "--format",
            "safetensors",
            "-o",
            _folder["link", "weights.safetensors"],
            "--force"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("within the model's own folder", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is within the model's own folder", "model", "out.pth")]
    [InlineData("is a folder", "model")]
    public void The_model_itself_stays_as_it_is(string says, params string[] target)
    {
        var gs = Gs.Run("export", _folder["model"], "--format", "pytorch-names", "-o", _folder[target]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(says, gs.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder["model"]).Length);
    }

    [Fact]
    public void An_unknown_format_is_named_with_those_that_there_are()
    {
        var gs = Gs.Run("export", _folder["model"], "--format", "tflite");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("pytorch-names", gs.Error, StringComparison.Ordinal);
    }
}
