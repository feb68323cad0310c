using System.Text.Json.Nodes;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Graph;

/// <summary>A layer whose numbers make no sense is refused when a graph is made of it, whether a file or a factory made
/// it.</summary>
public class LayerRulesTests
{
    private static readonly Layer[] _layers =
    [
        new AffineQuantizer(8),
        new BatchNorm2d(3),
        new ChannelShift(3),
        new ClampQuantizer(8, 4),
        new Conv2d(3, 3, 3, Quantizer: new WeightQuantizer(8, true)),
        new ConvTranspose2d(3, 3, 3, 2, 1, 1),
        new DepthToSpace(1),
        new RowShuffle(4, 1),
        new InstanceNorm2d(3, true),
        new MaxPool2d(2, 2),
        new Padding2d(PaddingKind.Reflect, 1, 1, 1, 1),
    ];

    public static TheoryData<string, string> Numbers() =>
        [
            .. from layer in _layers
            from property in layer.GetType().GetProperties()
            where property.PropertyType == typeof(int) && property.CanWrite
            select (layer.Kind, property.Name),
        ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_whole_number_that_no_layer_can_have_is_named(string kind, string property)
    {
        var graph = new NetworkGraph(
            3,
            [new GraphNode("it", _layers.First(layer => layer.Kind == kind), [NetworkGraph.InputName])]
        );
        foreach (var value in new[] { int.MinValue, -1, int.MaxValue })
        {
            var json = JsonNode.Parse(GraphJson.Write(graph))!;
            var name = char.ToLowerInvariant(property[0]) + property[1..];
            Assert.NotNull(json["nodes"]![0]!["layer"]![name]);
            json["nodes"]![0]!["layer"]![name] = value;

            var fault = Assert.Throws<GraphException>(() => GraphJson.Read(json.ToJsonString(), LayerKind.BuiltIn));

            Assert.Contains($"Layer 'it' ({kind}): {name} is {value}", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_step_or_a_group_of_nothing_is_no_division_by_zero(int stride, int groups) =>
        Assert.Contains(
            "is 0; expected 1 to",
            Refused(new Conv2d(4, 4, 3, stride, Groups: groups)),
            StringComparison.Ordinal
        );

    [Fact]
    public void Groups_divide_the_channels() =>
        Assert.Contains(
            "groups is 3, which must divide 4 input and 4 output channels",
            Refused(new Conv2d(4, 4, 3, Groups: 3)),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_quantiser_of_a_convolution_is_tested_too() =>
        Assert.Contains(
            "bits is 0",
            Refused(new Conv2d(4, 4, 3, Quantizer: new WeightQuantizer(0, true))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void An_epsilon_is_a_small_number(double epsilon) =>
        Assert.Contains("epsilon is", Refused(new InstanceNorm2d(4, true, epsilon)), StringComparison.Ordinal);

    private static string Refused(Layer layer) =>
        Assert
            .Throws<GraphException>(() => new NetworkGraph(4, [new GraphNode("it", layer, [NetworkGraph.InputName])]))
            .Message;
}
