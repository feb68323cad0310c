using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Models.Features;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Features;

public class MobileNetV2Tests
{
    // Mean, root mean square and beginning of the spatial means, found by another implementation on (7x + 13y + 29c)
    // mod 256.
    public static TheoryData<string, long[], double, double, double[]> KnownLayers =>
        new()
        {
            {
                "Conv1_relu",
                [32, 112, 112],
                1.624064,
                2.234015,
                [2.26924, 3.41060, 0.26401, 0.00000, 3.53705, 3.71815]
            },
            {
                "block_3_expand_relu",
                [144, 56, 56],
                1.237586,
                1.620111,
                [0.26080, 0.15751, 0.03700, 0.99731, 2.65540, 0.02545]
            },
            {
                "block_6_expand_relu",
                [192, 28, 28],
                0.781779,
                1.179697,
                [0.11917, 0.85635, 0.01500, 2.24335, 0.10597, 1.29401]
            },
            {
                "block_10_project_BN",
                [96, 14, 14],
                -0.021968,
                2.577082,
                [0.90986, -3.77383, -0.57247, 4.45072, 0.88859, 1.27150]
            },
            {
                "block_13_expand_relu",
                [576, 14, 14],
                0.165364,
                0.430194,
                [0.02031, 0.00000, 0.00514, 0.00000, 0.00000, 0.04077]
            },
            { "out_relu", [1280, 7, 7], 0.090467, 0.305014, [0.00000, 0.00000, 0.00000, 0.00444, 0.09344, 0.12503] },
        };

    [Theory]
    [MemberData(nameof(KnownLayers))]
    public void A_layer_has_the_values_that_another_implementation_found(
        string layer,
        long[] shape,
        double mean,
        double rms,
        double[] first
    )
    {
        using var scope = NewDisposeScope();
        using var features = Create(new MobileNetV2Options { Layer = layer });

        var vector = features.Vectors(KnownImage()).squeeze(0);
        var map = Whole(layer);

        Assert.Equal(shape, map.shape);
        Assert.Equal(mean, vector.mean().item<float>(), tolerance: 2e-5);
        Assert.Equal(rms, vector.square().mean().sqrt().item<float>(), tolerance: 2e-5);
        Assert.Equal(first, vector.data<float>().Take(6).Select(value => (double)value), (a, b) =>
            Math.Abs(a - b) < 5e-5
        );
    }

    [Fact]
    public void Maps_have_the_images_own_scale()
    {
        using var scope = NewDisposeScope();
        using var features = Create();

        var maps = features.Maps(zeros(2, 3, 64, 48));

        Assert.Equal(
            [
                [2, 32, 32, 24],
                [2, 144, 16, 12],
                [2, 192, 8, 6],
            ],
            maps.Select(map => map.shape)
        );
    }

    [Fact]
    public void Maps_are_those_of_the_known_values()
    {
        using var scope = NewDisposeScope();
        using var features = Create();

        var means = features.Maps(KnownImage()).Select(map => (double)map.mean().item<float>());

        Assert.Equal([1.624064, 1.237586, 0.781779], means, (a, b) => Math.Abs(a - b) < 5e-5);
    }

    [Fact]
    public void Maps_pass_gradients_to_the_images_and_to_nothing_else()
    {
        using var scope = NewDisposeScope();
        using var features = Create();
        var image = (rand(1, 3, 32, 32) * 2) - 1;
        image.requires_grad = true;

        var maps = features.Maps(image);
        maps[^1].sum().backward();

        Assert.True(image.grad!.abs().sum().item<float>() > 0);
        Assert.False(features.Maps(zeros(1, 3, 32, 32))[0].requires_grad);
    }

    [Fact]
    public void Vectors_do_not_depend_on_the_other_images_of_the_batch()
    {
        using var scope = NewDisposeScope();
        using var features = Create();
        var images = (rand(3, 3, 64, 64) * 2) - 1;

        var together = features.Vectors(images);
        var alone = features.Vectors(images[1].unsqueeze(0));

        Assert.Equal([3, 576], together.shape);
        Assert.True((together[1] - alone[0]).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Its_identity_names_the_network_the_layer_and_the_weights()
    {
        using var features = Create();

        Assert.Matches("^mobilenet-v2/block_13_expand_relu sha256:[0-9a-f]{16}$", features.Identity);
    }

    [Fact]
    public void An_unknown_layer_is_a_fault_of_the_options_that_names_its_neighbours()
    {
        var options = new MobileNetV2Options { Layer = "block_10_projekt_BN" };

        var fault = Assert.Single(options.Faults());
        var exception = Assert.ThrowsAny<UserException>(() => Create(options));

        Assert.Equal(nameof(MobileNetV2Options.Layer), fault.Property);
        Assert.Contains("block_10_project_BN", fault.Message, StringComparison.Ordinal);
        Assert.Contains("block_10_projekt_BN", exception.Message, StringComparison.Ordinal);
        Assert.Empty(new MobileNetV2Options().Faults());
    }

    [Fact]
    public void Weights_of_another_network_are_refused_by_name()
    {
        var reader = new ChangedWeightsReader(file =>
            file with
            {
                Tensors = file.Tensors.Where(entry => entry.Key != "Conv1/kernel").ToDictionary(),
            }
        );

        var exception = Assert.ThrowsAny<UserException>(() =>
            new MobileNetV2(new MobileNetV2Options { Weights = WeightsPath }, reader)
        );

        Assert.Contains("Conv1/kernel", exception.Message, StringComparison.Ordinal);
        Assert.Contains(WeightsPath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_bit_kernels_without_their_ranges_are_refused()
    {
        var reader = new ChangedWeightsReader(file => file with { Metadata = new Dictionary<string, string>() });

        var exception = Assert.ThrowsAny<UserException>(() => new MobileNetV2(new MobileNetV2Options(), reader));

        Assert.Contains("__metadata__", exception.Message, StringComparison.Ordinal);
    }

    private static string WeightsPath => Path.Combine(AppContext.BaseDirectory, "mobilenet_v2.safetensors");

    private static MobileNetV2 Create(MobileNetV2Options? options = null) =>
        new(options ?? new MobileNetV2Options(), new WeightsReader());

    private static Tensor KnownImage()
    {
        using var scope = NewDisposeScope();
        var x = arange(224).view(1, 1, 1, 224) * 7;
        var y = arange(224).view(1, 1, 224, 1) * 13;
        var c = arange(3).view(1, 3, 1, 1) * 29;
        return (((x + y + c).remainder(256).to(float32) / 255 * 2) - 1).MoveToOuterDisposeScope();
    }

    private static Tensor Whole(string layer)
    {
        var graph = MobileNetV2Graph.UpTo(layer);
        using var file = new WeightsReader().Read(WeightsPath);
        using var weights = KerasWeights.For(graph, file, WeightsPath);
        using var module = new GraphModule(graph, weights);
        module.eval();
        using var noGrad = no_grad();
        return module.call((KnownImage() + 1) / 2).squeeze(0);
    }
}
