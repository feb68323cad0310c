using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange;

public sealed class BrokenModelFolderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_missing_folder_is_reported_with_the_folders_that_are_there()
    {
        Save("teacher");

        Assert.Contains("teacher", Fault("taecher"), StringComparison.Ordinal);
        Assert.Contains("teacher", Fault(Path.Combine("no", "such", "place")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_reported()
    {
        File.WriteAllText(_folder["model"], "");

        Assert.Contains("is a file", Fault("model"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelFolder.GraphFile)]
    [InlineData(ModelFolder.WeightsFile)]
    public void A_missing_file_is_reported(string file)
    {
        Save("model");
        File.Delete(_folder["model", file]);

        Assert.Contains(file, Fault("model"), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_width_are_reported_with_names_and_shapes()
    {
        Save("model");
        Save("wide", width: 6);
        File.Copy(_folder["wide", ModelFolder.WeightsFile], _folder["model", ModelFolder.WeightsFile], overwrite: true);
        var message = Fault("model");

        Assert.Contains(_folder["model", ModelFolder.WeightsFile], message, StringComparison.Ordinal);
        Assert.Contains(
            "'first.weight' is [6, 3, 3, 3], the network wants [4, 3, 3, 3]",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Weights_of_another_architecture_are_reported_with_what_is_missing()
    {
        Save("model");
        SafeTensors.Write(_folder["model", ModelFolder.WeightsFile], [new("other.weight", zeros(1))]);

        Assert.Contains("'first.weight' [4, 3, 3, 3] is missing", Fault("model"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 8)]
    [InlineData(5, 8)]
    [InlineData(8, 4)]
    public void Integer_kernels_of_another_bit_width_are_reported(int bits, int otherBits)
    {
        Save("model", bits: bits);
        Save("other", bits: otherBits);
        File.Copy(
            _folder["other", ModelFolder.WeightsFile],
            _folder["model", ModelFolder.WeightsFile],
            overwrite: true
        );

        Assert.Contains("'first.weight'", Fault("model"), StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_kernels_for_a_network_without_quantisers_are_reported()
    {
        Save("model");
        Save("other", bits: 8);
        File.Copy(
            _folder["other", ModelFolder.WeightsFile],
            _folder["model", ModelFolder.WeightsFile],
            overwrite: true
        );

        Assert.Contains("in floating point", Fault("model"), StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_kernels_without_their_scales_are_reported()
    {
        Save("model", bits: 8);
        SafeTensors.Write(
            _folder["model", ModelFolder.WeightsFile],
            [new("first.weight", zeros([4, 3, 3, 3], dtype: int8)), new("first.bias", zeros(4))]
        );

        Assert.Contains("'first.weight_scale'", Fault("model"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_weight_file_is_reported()
    {
        Save("model");
        var path = _folder["model", ModelFolder.WeightsFile];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        Assert.Contains("cut off", Fault("model"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schemaVersion":99,"inputChannels":3,"nodes":[]}""")]
    [InlineData("""{"schemaVersion":1,"inputChannels":3,"nodes":[]}""")]
    [InlineData(
        """{"schemaVersion":1,"inputChannels":3,"nodes":[{"name":"a","kind":"magic","inputs":["input"],"layer":{}}]}"""
    )]
    [InlineData(
        """{"schemaVersion":1,"inputChannels":3,"nodes":[{"name":"a","kind":"add","inputs":["b"],"layer":{}}]}"""
    )]
    [InlineData(
        """{"schemaVersion":1,"inputChannels":3,"nodes":[{"name":"a","kind":"conv2d","inputs":["input"],"layer":{"inChannels":3,"outChannels":4,"kernelSize":3,"groups":0}}]}"""
    )]
    [InlineData(
        """{"schemaVersion":1,"inputChannels":3,"nodes":[{"name":"a","kind":"conv2d","inputs":["input"],"layer":{"inChannels":3,"outChannels":1e99,"kernelSize":3}}]}"""
    )]
    [InlineData("""{"schemaVersion":1,"inputChannels":3,"nodes":[null]}""")]
    public void A_graph_file_that_is_broken_is_reported(string text)
    {
        Save("model");
        File.WriteAllText(_folder["model", ModelFolder.GraphFile], text);

        Assert.Contains(_folder["model", ModelFolder.GraphFile], Fault("model"), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_not_saved_and_nothing_is_written()
    {
        using var weights = GraphWeights.Initialize(Network(6), seed: 1);

        Assert.Throws<GraphException>(() => ModelFolder.Save(_folder["model"], Network(4), weights));
        Assert.False(Directory.Exists(_folder["model"]));
    }

    private static NetworkGraph Network(int width, int? bits = null) =>
        new GraphBuilder(3)
            .Add(
                "first",
                new Conv2d(
                    3,
                    width,
                    KernelSize: 3,
                    Padding: 1,
                    Quantizer: bits is { } value ? new WeightQuantizer(value, PerChannel: false) : null
                )
            )
            .Build();

    private void Save(string name, int width = 4, int? bits = null)
    {
        var graph = Network(width, bits);
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        graph = GraphQuantization.FreezeScales(graph, weights);
        ModelFolder.Save(_folder[name], graph, weights);
    }

    private string Fault(string name)
    {
        var message = Assert
            .Throws<UserException>(() => ModelFolder.Load(_folder[name], LayerKind.BuiltIn).Dispose())
            .Message;
        Assert.Contains(_folder.Path, message, StringComparison.Ordinal);
        return message;
    }
}
