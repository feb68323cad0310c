using GsFramework.Tests.Host;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Import;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using TorchSharp;
using static GsFramework.Tests.Core.Import.OnnxFileBuilder;

namespace GsFramework.Tests.Core.Import;

public sealed class ImportedNetworkTests : IDisposable
{
    private readonly Folder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_network_that_was_exported_comes_back(int seed)
    {
        for (var part = 0; part < 3; part++)
        {
            using var scope = torch.NewDisposeScope();
            var graph = RandomNetwork.Create((seed * 3) + part);
            using var weights = Networks.RandomWeights(graph, seed);
            Write(graph, weights, new OnnxShape());

            // Where a norm blows up the noise of a constant channel, two equal networks differ.
            if (OwnRounding(graph, weights) > 2e-7)
            {
                continue;
            }

            var network = OnnxImport.Run(_folder["net.onnx"], new OnnxImportOptions());
            using var read = network.Weights;

            var size = network.Difference.Sizes[0];
            Assert.Equal(GraphCost.Of(graph, size).Macs, GraphCost.Of(network.Graph, size).Macs);
        }
    }

    [Fact]
    public void What_was_read_is_pruned_exactly()
    {
        using var scope = torch.NewDisposeScope();
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 0, 0);
        var map = file.Node(
            "Relu",
            [file.Node("InstanceNormalization", [file.Convolution(image, 3, 8), file.Weight(8), file.Weight(8)])]
        );
        var halves = file.Nodes("Split", [file.Convolution(map, 8, 12)], 2, Number("axis", 1));
        var gated = file.Node("Mul", [halves[0], file.Node("Sigmoid", [halves[1]])]);
        file.Output(file.Convolution(gated, 6, 3));
        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;
        var map8 = ChannelMap.Of(network.Graph);
        GraphPruning.Mask(map8, weights, Networks.RandomGroups(map8, new Random(2)));

        var pruned = GraphPruning.Prune(network.Graph, weights);
        using var compact = pruned.Weights;

        Networks.AssertEqual(network.Graph, weights, pruned.Graph, compact, Networks.Image(16, seed: 1));
    }

    [Fact]
    public void A_mean_over_all_pixels_that_was_written_for_one_size_is_one_at_all_sizes()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 24), 3, 6);
        var mean = file.Node("AveragePool", [map], Numbers("kernel_shape", 16, 24), Numbers("strides", 16, 24));
        file.Output(file.Node("Sub", [map, mean]));

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;
        using var scope = torch.NewDisposeScope();
        var made = Networks.Run(network.Graph, weights, torch.rand(1, 3, 40, 18));

        Assert.InRange(made.mean([2, 3]).abs().max().item<float>(), 0, 1e-5);
        Assert.Contains(network.Notes, static note => note.Contains("at other sizes too", StringComparison.Ordinal));
        Assert.Contains(
            network.Notes,
            static note => note.Contains("compared with nothing", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_file_that_takes_any_size_has_no_note_of_sizes()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Convolution(file.Input("image", 1, 3, 0, 0), 3, 6));

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        network.Weights.Dispose();

        Assert.Empty(network.Notes);
    }

    [Fact]
    public void Axes_that_are_added_to_a_vector_one_by_one_change_nothing()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 0, 0), 3, 6);
        var mean = file.Node("ReduceMean", [map], Numbers("axes", 2, 3), Number("keepdims", 0));
        var gate = file.Node("Gemm", [mean, file.Weight(6, 6)]);
        var row = file.Node("Unsqueeze", [gate, file.Constant(2)]);
        file.Output(file.Node("Mul", [map, file.Node("Unsqueeze", [row, file.Constant(3)])]));

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;

        Assert.Contains(network.Graph.Nodes, static node => node.Layer is GlobalAveragePool);
    }

    [Fact]
    public void A_fixed_input_becomes_part_of_the_network()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 0, 3, 0, 0);
        var label = file.Input("label", 1, 3);
        var factor = file.Node("Sigmoid", [file.Node("Unsqueeze", [label, file.Constant(2, 3)])]);
        file.Output(file.Node("Mul", [file.Convolution(image, 3, 3), factor]));

        var network = OnnxImport.Run(
            file.Write(_folder),
            new OnnxImportOptions { Fixed = new Dictionary<string, IReadOnlyList<float>> { ["label"] = [0, 1, 0] } }
        );
        using var weights = network.Weights;

        Assert.Contains(network.Graph.Nodes, static node => node.Layer is ChannelScale);
    }

    [Fact]
    public void Images_of_other_values_are_mapped()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Node("Mul", [file.Input("image", 1, 3, 0, 0), file.Constant([0.5f])]));

        var network = OnnxImport.Run(
            file.Write(_folder),
            new OnnxImportOptions { InputRange = new ValueRange(0, 255), OutputRange = new ValueRange(0, 255) }
        );
        using var weights = network.Weights;
        using var white = torch.ones(1, 3, 8, 8);
        using var half = Networks.Run(network.Graph, weights, white);

        Assert.Equal(0, half.abs().max().item<float>(), tolerance: 1e-6);
    }

    [Fact]
    public void A_file_with_the_channels_last_is_read()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 0, 0, 0, 3);
        var map = file.Convolution(file.Node("Transpose", [image], Numbers("perm", 0, 3, 1, 2)), 3, 3);
        file.Output(file.Node("Transpose", [file.Node("Tanh", [map])], Numbers("perm", 0, 2, 3, 1)));

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;

        Assert.Equal(2, network.Graph.Nodes.Count);
    }

    [Fact]
    public void A_choice_that_the_file_has_made_is_written_out()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 0, 0), 3, 6);
        var channels = file.Node("Gather", [file.Node("Shape", [map]), file.Constant(1)]);
        var isSix = file.Node("Squeeze", [file.Node("Equal", [channels, file.Constant(6)])]);
        var choice = new NodeProto { OpType = "If", Name = "choice" };
        choice.Input.Add(isSix);
        choice.Output.Add("chosen");
        choice.Attribute.Add(Branch("then_branch", "Relu", map));
        choice.Attribute.Add(Branch("else_branch", "Softmax", map));
        file.Model.Graph.Node.Add(choice);
        file.Output("chosen");

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;

        Assert.Equal(new Activation(ActivationFunction.Relu), network.Graph.Output.Layer);
    }

    [Fact]
    public void Functions_of_the_file_are_written_out()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 0, 0);
        var call = new NodeProto
        {
            OpType = "Leaky",
            Domain = "mine",
            Name = "call",
        };
        call.Input.Add(file.Convolution(image, 3, 6));
        call.Output.Add("called");
        call.Attribute.Add(Real("slope", 0.3f));
        file.Model.Graph.Node.Add(call);
        file.Output("called");
        file.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "mine", Version = 1 });
        var function = new FunctionProto { Name = "Leaky", Domain = "mine" };
        function.Input.Add("x");
        function.Output.Add("y");
        function.Attribute.Add("slope");
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        var inner = new NodeProto { OpType = "LeakyRelu" };
        inner.Input.Add("x");
        inner.Output.Add("y");
        inner.Attribute.Add(
            new AttributeProto
            {
                Name = "alpha",
                RefAttrName = "slope",
                Type = AttributeProto.Types.AttributeType.Float,
            }
        );
        function.Node.Add(inner);
        file.Model.Functions.Add(function);

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;

        Assert.Equal(0.3, ((Activation)network.Graph.Output.Layer).Slope, tolerance: 1e-6);
    }

    private static double OwnRounding(NetworkGraph graph, WeightSet weights)
    {
        using var scope = torch.NewDisposeScope();
        using var image = Networks.Image(64, seed: 1, batch: 8);
        var exact = Networks.Run(graph, weights, image, torch.ScalarType.Float64);
        var rounded = Networks.Run(graph, weights, image).to(torch.ScalarType.Float64);
        return (exact - rounded).abs().max().item<double>() / Math.Max(1, exact.abs().max().item<double>());
    }

    private static AttributeProto Branch(string name, string operation, string input)
    {
        var graph = new GraphProto { Name = name };
        var node = new NodeProto { OpType = operation, Name = operation };
        node.Input.Add(input);
        node.Output.Add($"{name}_output");
        graph.Node.Add(node);
        graph.Output.Add(new ValueInfoProto { Name = $"{name}_output" });
        return new AttributeProto
        {
            Name = name,
            G = graph,
            Type = AttributeProto.Types.AttributeType.Graph,
        };
    }

    private void Write(NetworkGraph graph, WeightSet weights, OnnxShape shape) =>
        File.WriteAllBytes(_folder["net.onnx"], OnnxModel.ToBytes(graph, weights, shape, OnnxAssert.Card));
}
