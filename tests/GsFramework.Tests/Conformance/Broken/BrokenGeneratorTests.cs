using System.ComponentModel;
using Autofac;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For each rule of generators, one that breaks it.</summary>
public class BrokenGeneratorTests
{
    [Theory]
    [InlineData("mismatched", Oddity.None, "(conv2d) reads 8x", "Its_graph_is_valid_for_images_of_several_sizes")]
    [InlineData("unbounded", Oddity.None, "makes values up to", "Its_images_are_within_minus_one_and_one")]
    [InlineData(
        "rigid",
        Oddity.None,
        "channel pruning would refuse the generator",
        "It_has_channels_that_can_be_pruned"
    )]
    [InlineData(
        "moody",
        Oddity.None,
        "another network the second time",
        "Its_graph_is_valid_for_images_of_several_sizes"
    )]
    [InlineData(
        "shrinking",
        Oddity.None,
        "in no constant ratio to its inputs: of an image of 7680x7680 it makes one of 7678x7678",
        "Its_graph_is_valid_for_images_of_several_sizes"
    )]
    [InlineData("foreign", Oddity.None, "is of the kind 'foreign'", "Its_graph_survives_its_file")]
    [InlineData("odd", Oddity.Shape, "its OutputShape says 4x17x16", "Its_graph_is_valid_for_images_of_several_sizes")]
    [InlineData("odd", Oddity.Cost, "the tensors of a forward pass have", "It_costs_what_a_forward_pass_does")]
    [InlineData("odd", Oddity.Labels, "differs from the masked one", "It_is_pruned_exactly")]
    [InlineData("odd", Oddity.Batch, "alone and in a batch", "It_translates_each_image_on_its_own")]
    [InlineData("odd", Oddity.Detached, "get no gradient", "It_trains")]
    [InlineData("odd", Oddity.Leak, "tensors more than before", "Its_passes_leave_no_tensor_behind")]
    [InlineData(
        "odd",
        Oddity.Onnx,
        "the ONNX file and the network differ",
        "Its_onnx_file_computes_its_forward_pass",
        "Its_integer_onnx_file_computes_the_quantised_network"
    )]
    public void A_generator_that_breaks_a_rule_is_told_which(
        string key,
        Oddity oddity,
        string found,
        params string[] facts
    ) => Facts.Fail(() => new Kit(key, oddity), found, facts);

    [Fact]
    public void A_generator_that_breaks_no_rule_passes() => Facts.Pass(static () => new Kit("odd", Oddity.None));

    [Fact]
    public void A_generator_of_larger_images_passes() => Facts.Pass(static () => new Kit("doubling", Oddity.None));

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class Kit(string key, Oddity oddity) : GeneratorConformance<Generators>
    {
        protected override string Key => key;

        protected override string Options => $$"""{ "oddity": "{{oddity}}" }""";
    }
#pragma warning restore xUnit1000

    public sealed record GeneratorOptions
    {
        [Description("What is wrong.")]
        public Oddity Oddity { get; init; }
    }

    public sealed class Generators : Autofac.Module
    {
        protected override void Load(ContainerBuilder builder)
        {
            builder.RegisterLayerKind<OddLayer>();
            builder.RegisterPart<IGeneratorFactory, Odd, GeneratorOptions>("odd", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, Mismatched, GeneratorOptions>(
                "mismatched",
                "a generator of a test"
            );
            builder.RegisterPart<IGeneratorFactory, Unbounded, GeneratorOptions>("unbounded", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, Rigid, GeneratorOptions>("rigid", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, Moody, GeneratorOptions>("moody", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, Shrinking, GeneratorOptions>("shrinking", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, Doubling, GeneratorOptions>("doubling", "a generator of a test");
            builder.RegisterPart<IGeneratorFactory, ForeignFactory, GeneratorOptions>(
                "foreign",
                "a generator of a test"
            );
        }
    }

    internal sealed class Odd(GeneratorOptions options) : IGeneratorFactory
    {
        public NetworkGraph Create() => Build(odd: OddLayer.Of(options.Oddity));
    }

    internal sealed class Mismatched : IGeneratorFactory
    {
        public NetworkGraph Create() =>
            new GraphBuilder(inputChannels: 3)
                .Add("first", new Conv2d(3, 8, KernelSize: 3, Padding: 1))
                .Add("second", new Conv2d(16, 3, KernelSize: 3, Padding: 1))
                .Build();
    }

    internal sealed class Unbounded : IGeneratorFactory
    {
        public NetworkGraph Create() => Build(last: ActivationFunction.LeakyRelu);
    }

    internal sealed class Rigid : IGeneratorFactory
    {
        public NetworkGraph Create() => Build(affine: false);
    }

    internal sealed class Shrinking : IGeneratorFactory
    {
        public NetworkGraph Create() => Build(odd: new Conv2d(4, 4, KernelSize: 3));
    }

    internal sealed class Doubling : IGeneratorFactory
    {
        public NetworkGraph Create() =>
            new GraphBuilder(inputChannels: 3)
                .Add("head", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
                .Add("norm", new InstanceNorm2d(4, Affine: true))
                .Add("relu", new Activation(ActivationFunction.Relu))
                .Add("tail", new Conv2d(4, 12, KernelSize: 3, Padding: 1))
                .Add("shuffle", new DepthToSpace(2))
                .Add("output", new Activation(ActivationFunction.Tanh))
                .Build();
    }

    internal sealed class Moody : IGeneratorFactory
    {
        private static int _calls;

        public NetworkGraph Create() => Build(head: $"head_{Interlocked.Increment(ref _calls)}");
    }

    internal sealed class ForeignFactory : IGeneratorFactory
    {
        public NetworkGraph Create() => Build(odd: new Foreign());
    }

    [LayerKind("foreign")]
    internal sealed record Foreign : Layer
    {
        public override TorchSharp.torch.Tensor Forward(
            IReadOnlyList<TorchSharp.torch.Tensor> inputs,
            LayerState state
        ) => inputs[0] + 0;

        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

        public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
            Single(inputs);

        public override GsFramework.Graph.Onnx.OnnxValue WriteOnnx(
            IReadOnlyList<GsFramework.Graph.Onnx.OnnxValue> inputs,
            LayerState state,
            GsFramework.Graph.Onnx.IOnnxNodes nodes
        ) => Single(inputs);
    }

    private static NetworkGraph Build(
        Layer? odd = null,
        string head = "head",
        bool affine = true,
        ActivationFunction last = ActivationFunction.Tanh
    ) =>
        new GraphBuilder(inputChannels: 3)
            .Add(head, new Conv2d(3, 4, KernelSize: 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(4, affine))
            .Add("relu", new Activation(ActivationFunction.Relu))
            .Add("layer", odd ?? new Activation(ActivationFunction.Relu))
            .Add("tail", new Conv2d(4, 3, KernelSize: 3, Padding: 1))
            .Add("output", new Activation(last, Slope: 1))
            .Build();
}
