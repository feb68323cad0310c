using GsFramework.Graph;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules on what happens to channels, and when they are pruned.</summary>
public abstract partial class LayerConformance<TModule>
{
    /// <summary>An output channel depends on no input channel but those that its label says, unless the layer mixes
    /// channels or normalises across them.</summary>
    [Fact]
    public void Its_channels_pass_as_it_says() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                var tracker = new ChannelTracker();
                var inputs = Inputs.Select(shape => tracker.Fresh(shape.Channels)).ToArray();
                var outputs = rule.Run(() => layer.Channels(inputs, tracker), "Channels");
                rule.Require(
                    outputs.Length == layer.OutputShape(Inputs).Channels,
                    $"it gives {outputs.Length} labels to {layer.OutputShape(Inputs).Channels} output channels.",
                    "Return a label for each output channel."
                );
                var known = inputs.SelectMany(static labels => labels).Select(tracker.Root).ToHashSet();
                var images = fixture.Images(seed: 2);
                var before = fixture.Forward(images);
                for (var input = 0; input < images.Length; input++)
                {
                    for (var channel = 0; channel < inputs[input].Length; channel++)
                    {
                        using var inner = NewDisposeScope();
                        Tensor[] other = [.. images];
                        other[input] = images[input].clone();
                        other[input]
                            .select(1, channel)
                            .copy_(LayerFixture.Noise(other[input].select(1, channel).shape, seed: 9));
                        var changed = (fixture.Forward(other) - before).abs().amax([0, 2, 3]);
                        for (var output = 0; output < outputs.Length; output++)
                        {
                            var (from, to) = (tracker.Root(inputs[input][channel]), tracker.Root(outputs[output]));
                            var wrong = known.Contains(to)
                                ? "but bears the label of another one"
                                : "but MixesChannels is false";
                            rule.Require(
                                changed[output].item<float>() == 0
                                    || from == to
                                    || (layer.MixesChannels && !known.Contains(to))
                                    || layer.NormalizesAcrossChannels,
                                $"output channel {output} changes with channel {channel} of input {input + 1}, "
                                    + $"{wrong}.",
                                "A layer that mixes channels overrides MixesChannels with true and returns "
                                    + "tracker.Fresh(…); one that joins channels ties their labels; others return "
                                    + "the input's labels."
                            );
                        }
                    }
                }
            }
        );

    /// <summary>Where it says that a channel is constant, the channel has that value at every pixel of every
    /// image.</summary>
    [Fact]
    public void Its_constants_are_constant() =>
        Each(
            (rule, layer) =>
            {
                foreach (var (seed, value) in new[] { (1, 0.0), (2, 0.0), (3, 0.75), (4, -0.5) })
                {
                    using var scope = NewDisposeScope();
                    using var fixture = LayerFixture.Of(rule, layer, Inputs);
                    fixture.Silence(new Random(seed));
                    double[][] constants =
                    [
                        .. Inputs.Select(shape =>
                            Enumerable
                                .Range(0, shape.Channels)
                                .Select(channel => (channel + seed) % 3 == 0 ? double.NaN : value)
                                .ToArray()
                        ),
                    ];
                    var images = fixture.Images(seed);
                    foreach (var (image, known) in images.Zip(constants))
                    {
                        foreach (
                            var (channel, constant) in known.Index().Where(static entry => !double.IsNaN(entry.Item))
                        )
                        {
                            image.select(1, channel).fill_(constant);
                        }
                    }

                    var output = fixture.Forward(images);
                    var foretold = rule.Run(
                        () => layer.Constants(constants, (int)output.shape[1], fixture.State),
                        "Constants"
                    );
                    rule.Require(
                        foretold.Length == output.shape[1],
                        $"it gives {foretold.Length} constants for {output.shape[1]} output channels.",
                        "Return a number, or NaN, for each output channel."
                    );
                    foreach (
                        var (channel, constant) in foretold.Index().Where(static entry => !double.IsNaN(entry.Item))
                    )
                    {
                        var difference = Tensors.Largest(output.select(1, channel) - constant);
                        rule.Require(
                            difference <= 1e-4 * Math.Max(1, Math.Abs(constant)),
                            $"it says that output channel {channel} is {constant:G5} at every pixel when input "
                                + $"channels are {value}, but it differs by {difference:G3}.",
                            "Return NaN for a channel that is not constant everywhere (think of the borders), and "
                                + "the very value for one that is. The default, all NaN, is always right."
                        );
                    }
                }
            }
        );

    /// <summary>Between two convolutions of which channels are silenced, it is pruned so that nothing
    /// changes.</summary>
    [Fact]
    public void It_is_pruned_exactly() =>
        Each(
            (rule, layer) =>
            {
                var graph = LayerFixture.Network(layer, Inputs, normed: true);
                var map = rule.Run(() => ChannelMap.Of(graph), "looking for its channels");
                var size = LayerFixture.Image(Inputs);
                for (var seed = 1; seed <= 4; seed++)
                {
                    using var scope = NewDisposeScope();
                    using var weights = LayerFixture.Weights(graph, size, seed);
                    var random = new Random(seed);
                    HashSet<int> keep =
                    [
                        .. graph
                            .Nodes.SelectMany(node => map.GroupsOf(node.Name))
                            .Distinct()
                            .Where(_ => random.Next(2) == 0),
                    ];
                    GraphPruning.Mask(map, weights, keep);
                    var pruned = rule.Run(() => GraphPruning.Prune(graph, weights), "pruning a network with it");
                    using var compact = pruned.Weights;
                    var images = Samples.Images(2, graph.InputChannels, size, seed);
                    var masked = Tensors.Output(graph, weights, images, ScalarType.Float64);
                    var difference = Tensors.Difference(
                        masked,
                        rule.Run(
                            () => Tensors.Output(pruned.Graph, compact, images, ScalarType.Float64),
                            "computing with the pruned network"
                        )
                    );
                    rule.Require(
                        layer.NormalizesAcrossChannels || difference <= 1e-6 * Math.Max(1, Tensors.Largest(masked)),
                        $"with {GraphCost.Of(pruned.Graph, size).Parameters} of "
                            + $"{GraphCost.Of(graph, size).Parameters} parameters left, a network with it differs by "
                            + $"{difference:G3} from the masked one.",
                        "Look at WithChannels, at the axes of its parameters, and at Constants: a channel is only "
                            + "silent where the layer makes 0 of it."
                    );
                }
            }
        );
}
