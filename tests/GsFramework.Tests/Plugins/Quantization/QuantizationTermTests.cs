using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Quantization;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Quantization;

public class QuantizationTermTests
{
    [Fact]
    public void The_deployable_profile_quantises_kernels_by_channel_and_both_edges_of_every_convolution()
    {
        using var run = Run(new QuantizationOptions { WeightBits = 7, ActivationBits = 6 });
        var graph = run.Generator.Graph;

        foreach (var node in graph.Nodes.Where(static node => node.Layer is IConvolution))
        {
            Assert.Equal(new WeightQuantizer(7, PerChannel: true), ((IConvolution)node.Layer).Quantizer);
            Assert.Equal(new AffineQuantizer(6), graph[node.Inputs[0]].Layer);
            Assert.Equal(new AffineQuantizer(6), Assert.Single(graph.Consumers(node.Name)).Layer);
        }
    }

    [Fact]
    public void A_name_counts_before_a_pattern_and_a_longer_pattern_before_a_shorter_one()
    {
        var bits = new BitsByLayer(
            new QuantizationOptions
            {
                Layers = new Dictionary<string, LayerBits>
                {
                    ["*"] = new() { WeightBits = 7 },
                    ["trunk.*"] = new() { WeightBits = 6, ActivationBits = 5 },
                    ["trunk.3"] = new() { WeightBits = 0 },
                },
            }
        );

        Assert.Equal([(7, 8), (6, 5), (0, 0)], new[] { "head", "trunk.2", "trunk.3" }.Select(bits.Of));
    }

    [Theory]
    [InlineData(QuantizationProfile.Deployable)]
    [InlineData(QuantizationProfile.Reference)]
    public void A_layer_of_0_bits_and_its_edges_stay_in_fp32(QuantizationProfile profile)
    {
        using var dense = new TinyRun(seed: 1, steps: 1);
        var plain = dense.Generator.Graph;
        var free = plain.Nodes.Where(static node => node.Layer is IConvolution).ElementAt(1).Name;
        var graph = Term(
            new QuantizationOptions
            {
                Profile = profile,
                Layers = new Dictionary<string, LayerBits> { [free] = new() { WeightBits = 0 } },
            }
        ).Rewrite(plain);

        Assert.Equal(
            [free],
            graph
                .Nodes.Where(static node => node.Layer is IConvolution { Quantizer: null })
                .Select(static node => node.Name)
        );
        Assert.Equal(plain[free].Layer, graph[free].Layer);
        Assert.DoesNotContain(graph.Consumers(free), static node => node.Layer is AffineQuantizer);
    }

    [Fact]
    public void A_name_or_pattern_without_a_convolution_is_refused_with_names_that_there_are()
    {
        using var dense = new TinyRun(seed: 1, steps: 1);
        var first = dense.Generator.Graph.Nodes.First(static node => node.Layer is IConvolution).Name;
        var term = Term(
            new QuantizationOptions
            {
                Layers = new Dictionary<string, LayerBits> { ["mode.1"] = new(), [first] = new(), ["x*"] = new() },
            }
        );

        var fault = Assert.Throws<UserException>(() => term.Rewrite(dense.Generator.Graph));

        Assert.Contains("'mode.1', 'x*'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(first, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, null, "one bit is too few")]
    [InlineData(null, 1, "one bit is too few")]
    [InlineData(0, 8, "Leave its activationBits out")]
    public void Bits_of_a_layer_that_mean_nothing_are_faults(int? weights, int? activations, string reason)
    {
        var options = new QuantizationOptions
        {
            Layers = new Dictionary<string, LayerBits>
            {
                ["head"] = new() { WeightBits = weights, ActivationBits = activations },
            },
        };

        var (property, message) = Assert.Single(options.Faults());

        Assert.Equal(nameof(QuantizationOptions.Layers), property);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_profile_is_the_official_code_s()
    {
        using var run = Run(new QuantizationOptions { Profile = QuantizationProfile.Reference });
        var graph = run.Generator.Graph;
        var convolutions = graph.Nodes.Where(static node => node.Layer is IConvolution).ToArray();

        Assert.All(convolutions, static node =>
            Assert.Equal(new WeightQuantizer(8, PerChannel: false), ((IConvolution)node.Layer).Quantizer)
        );
        Assert.IsType<Padding2d>(graph[convolutions[0].Inputs[0]].Layer);
        Assert.All(convolutions[1..], node => Assert.Equal(new ClampQuantizer(8, 4.0), graph[node.Inputs[0]].Layer));
        Assert.DoesNotContain(graph.Nodes, static node => node.Layer is AffineQuantizer);
    }

    [Theory]
    [InlineData("quantizing", 0.0, "not yet rounding")]
    [InlineData("quantizing", 1.0, null)]
    [InlineData("following", 0.0, null)]
    public void Only_that_it_does_not_round_yet_is_worth_a_word(string name, double value, string? words) =>
        Assert.Equal(words, new QuantizationTerm(new QuantizationOptions()).Label(name, value));

    [Theory]
    [InlineData(QuantizationProfile.Deployable, 0)]
    [InlineData(QuantizationProfile.Deployable, null)]
    [InlineData(QuantizationProfile.Reference, 0)]
    public void Weights_alone_can_be_quantised(QuantizationProfile profile, int? activationBits)
    {
        using var run = Run(new QuantizationOptions { Profile = profile, ActivationBits = activationBits });

        Assert.True(GraphQuantization.IsQuantized(run.Generator.Graph));
        Assert.DoesNotContain(run.Generator.Graph.Nodes, static node =>
            node.Layer is AffineQuantizer or ClampQuantizer
        );
    }

    [Fact]
    public void The_weights_of_the_dense_generator_fit_the_quantised_one()
    {
        using var dense = new TinyRun(seed: 1, steps: 1);
        using var quantized = Run(new QuantizationOptions());

        Assert.Equal(
            dense.Generator.Trained().Select(static entry => entry.Name),
            quantized.Generator.Trained().Select(static entry => entry.Name)
        );
    }

    [Fact]
    public void A_quantised_generator_is_not_quantised_again()
    {
        using var run = Run(new QuantizationOptions());

        Assert.Same(run.Generator.Graph, Term(new QuantizationOptions { WeightBits = 4 }).Rewrite(run.Generator.Graph));
    }

    [Fact]
    public void After_calibration_the_quantised_generator_is_close_to_the_dense_one()
    {
        using var dense = new TinyRun(seed: 2, steps: 1);
        using var run = Run(new QuantizationOptions(), seed: 2);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        Term(new QuantizationOptions()).Prepare(run.Generator, Enumerable.Repeat(dense.Images, 2));
        run.Generator.Observing = false;

        var expected = dense.Generator.forward(dense.Images);
        var error = (expected - run.Generator.forward(dense.Images)).square().mean().sqrt().item<float>();
        Assert.All(Ranges(run.Generator), static range =>
            Assert.True(range[0] < range[1] && range[0] <= 0 && range[1] >= 0)
        );
        Assert.InRange(error, 1e-7, 0.1 * expected.square().mean().sqrt().item<float>());
    }

    [Fact]
    public void Ranges_follow_while_slimming_and_for_the_first_half_of_fine_tuning()
    {
        using var run = Run(new QuantizationOptions(), steps: 10);
        var term = Term(new QuantizationOptions());
        term.Prepare(run.Generator, [run.Images]);
        Assert.True(run.Generator.Observing);

        bool[] Follows(TrainingPhase phase) =>
            [
                .. Enumerable
                    .Range(0, 10)
                    .Select(step =>
                    {
                        term.AfterStep(run.Step(step, phase));
                        return run.Generator.Observing;
                    }),
            ];

        Assert.DoesNotContain(false, Follows(TrainingPhase.Slim));
        Assert.Equal(4, Follows(TrainingPhase.FineTune).Count(static follows => follows));
    }

    [Fact]
    public void Fine_tuning_can_begin_in_fp32_and_ranges_follow_once_the_quantisers_take_part()
    {
        var options = new QuantizationOptions { DelayShare = 0.4, FollowShare = 0.5 };
        using var run = Run(options, steps: 10);
        var term = Term(options);
        term.Prepare(run.Generator, [run.Images]);

        string Modes(TrainingPhase phase) =>
            string.Concat(
                Enumerable
                    .Range(0, 10)
                    .Select(step =>
                    {
                        term.AfterStep(run.Step(step, phase));
                        return (run.Generator.Quantizing, run.Generator.Observing) switch
                        {
                            (false, false) => '-',
                            (true, true) => 'f',
                            (true, false) => 'q',
                            _ => '?',
                        };
                    })
            );

        Assert.Equal("ffffffffff", Modes(TrainingPhase.Slim));
        Assert.Equal("---fffqqqq", Modes(TrainingPhase.FineTune));
    }

    [Theory]
    [InlineData(0.9, "---")]
    [InlineData(0.5, "-fq")]
    [InlineData(0, "fqq")]
    public void Quantisers_that_would_begin_after_the_last_step_do_not_begin(double delay, string expected)
    {
        var options = new QuantizationOptions { DelayShare = delay, FollowShare = 0.5 };
        using var run = Run(options, steps: 3);
        var term = Term(options);

        var modes = string.Concat(
            Enumerable
                .Range(0, 3)
                .Select(step =>
                {
                    term.AfterStep(run.Step(step, TrainingPhase.FineTune));
                    return run.Generator.Observing ? 'f'
                        : run.Generator.Quantizing ? 'q'
                        : '-';
                })
        );

        Assert.Equal(expected, modes);
    }

    [Theory]
    [InlineData(QuantizationProfile.Deployable)]
    [InlineData(QuantizationProfile.Reference)]
    public void Quantisers_that_do_not_take_part_leave_the_fp32_network(QuantizationProfile profile)
    {
        var options = new QuantizationOptions { Profile = profile };
        using var dense = new TinyRun(seed: 2, steps: 1);
        using var run = Run(options, seed: 2);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Term(options).Prepare(run.Generator, [dense.Images]);
        run.Generator.Observing = false;
        var expected = dense.Generator.forward(dense.Images);

        Assert.False(expected.Equals(run.Generator.forward(dense.Images)));
        run.Generator.Quantizing = false;

        Assert.True(expected.Equals(run.Generator.forward(dense.Images)));
    }

    [Fact]
    public void Gradients_reach_every_parameter_through_the_quantisers()
    {
        using var run = Run(new QuantizationOptions());
        using var scope = NewDisposeScope();
        Term(new QuantizationOptions()).Prepare(run.Generator, [run.Images]);

        run.Generator.forward(run.Images).square().mean().backward();

        Assert.All(run.Generator.Trained(ParameterRole.Weight), static entry =>
            Assert.True(entry.Parameter.grad!.abs().sum().item<float>() > 0, entry.Name)
        );
    }

    [Fact]
    public void It_shows_whether_ranges_follow_and_how_large_activations_are()
    {
        using var run = Run(new QuantizationOptions());
        var term = Term(new QuantizationOptions());
        Assert.Empty(term.Values);

        term.Prepare(run.Generator, [run.Images]);

        Assert.Equal(["quantizing", "following", "largestActivation"], term.Values.Select(static pair => pair.Key));
        Assert.Equal(
            Ranges(run.Generator).Max(static range => Math.Max(-range[0], range[1])),
            term.Values.Last().Value,
            1e-6
        );
        Assert.Equal([1, 1], term.Values.Take(2).Select(static pair => pair.Value));
        (run.Generator.Quantizing, run.Generator.Observing) = (true, false);
        Assert.Equal([1, 0], term.Values.Take(2).Select(static pair => pair.Value));
        run.Generator.Quantizing = false;
        Assert.Equal([0, 0], term.Values.Take(2).Select(static pair => pair.Value));
    }

    [Fact]
    public void Where_no_range_has_to_be_found_no_image_is_looked_at()
    {
        var options = new QuantizationOptions { Profile = QuantizationProfile.Reference };
        using var run = Run(options);

        Term(options).Prepare(run.Generator, Images());

        Assert.False(run.Generator.Observing);

        static IEnumerable<Tensor> Images() =>
            Enumerable.Range(0, 1).Select<int, Tensor>(static _ => throw new InvalidOperationException());
    }

    [Theory]
    [InlineData(QuantizationProfile.Deployable)]
    [InlineData(QuantizationProfile.Reference)]
    public void A_generator_without_convolutions_stays_as_it_is(QuantizationProfile profile)
    {
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();

        var rewritten = Term(new QuantizationOptions { Profile = profile }).Rewrite(graph);

        Assert.Equal(GraphJson.Write(graph), GraphJson.Write(rewritten));
    }

    [Fact]
    public void One_bit_is_a_fault()
    {
        Assert.Single(new QuantizationOptions { ActivationBits = 1 }.Faults());
        Assert.Empty(new QuantizationOptions { ActivationBits = 0 }.Faults());
        Assert.Empty(new QuantizationOptions { ActivationBits = 4 }.Faults());
    }

    private static QuantizationTerm Term(QuantizationOptions options) => new(options);

    private static TinyRun Run(QuantizationOptions options, int seed = 1, int steps = 1) =>
        new(seed, steps, rewrite: Term(options).Rewrite);

    private static IEnumerable<float[]> Ranges(GraphModule generator) =>
        generator
            .Graph.Nodes.Where(static node => node.Layer is AffineQuantizer)
            .Select(node => generator.Tensors[$"{node.Name}.range"].data<float>().ToArray());
}
