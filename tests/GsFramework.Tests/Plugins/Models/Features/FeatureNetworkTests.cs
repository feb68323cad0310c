using System.Text.Json.Nodes;
using GsFramework.Features;
using GsFramework.Models.Features;
using GsFramework.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Features;

/// <summary>Inception and VGG16 with weights by formula, against SecondImplementation/feature_networks.py.</summary>
public class FeatureNetworkTests
{
    private const string Known = InceptionFid.PublishedHash;

    private static readonly JsonNode _values = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SecondImplementation", "feature_networks.json"))
    )!;

    // About two seconds: two images of 299x299 through the whole network, twice.
    [Fact]
    public void Inception_has_the_values_of_pytorch_fid()
    {
        using var scope = NewDisposeScope();
        using var inception = Inception(new InceptionFidOptions { Weights = "x" });
        var images = Images(60, 80);

        using var noGrad = no_grad();
        var maps = inception.Maps(images);

        foreach (var (map, key) in maps.Zip(["64", "192", "768", "2048"]))
        {
            Check(_values["inception"]![key]!["map"]!, map, key);
        }

        Check(_values["inception"]!["2048"]!["vector"]!, inception.Vectors(images), "vector");
    }

    [Theory]
    [InlineData(64, "fd-inception64")]
    [InlineData(192, "fd-inception192")]
    [InlineData(768, "fd-inception768")]
    public void An_earlier_layer_gives_features_that_are_not_called_fid(int dimensions, string name)
    {
        using var scope = NewDisposeScope();
        using var inception = Inception(new InceptionFidOptions { Weights = "x", Dimensions = dimensions });

        Check(_values["inception"]![$"{dimensions}"]!["vector"]!, inception.Vectors(Images(60, 80)), name);
        Assert.False(inception.DefinesFid);
        Assert.Equal(name, $"fd-{inception.ScoreName}");
    }

    [Fact]
    public void Vectors_see_images_of_eight_bits()
    {
        using var scope = NewDisposeScope();
        using var inception = Inception(new InceptionFidOptions { Weights = "x", Dimensions = 64 });
        var images = Images(30, 30);

        var rounded = inception.Vectors(images + 0.001);

        Assert.Equal(0, (rounded - inception.Vectors(images)).abs().max().item<float>());
    }

    [Fact]
    public void Other_weights_are_refused_unless_they_are_asked_for_and_then_never_called_fid()
    {
        var options = new InceptionFidOptions { Weights = "mine.pth" };

        var exception = Assert.Throws<UserException>(() => Inception(options, "0123abcd"));
        using var allowed = Inception(options with { AllowOtherWeights = true }, "0123abcd");
        using var known = Inception(options with { AllowOtherWeights = true });

        Assert.Contains("mine.pth", exception.Message, StringComparison.Ordinal);
        Assert.Contains("0123abcd", exception.Message, StringComparison.Ordinal);
        Assert.Contains("allowOtherWeights", exception.Message, StringComparison.Ordinal);
        Assert.Equal((false, "inception-other"), (allowed.DefinesFid, allowed.ScoreName));
        Assert.Equal((true, "inception"), (known.DefinesFid, known.ScoreName));
        Assert.Contains("sha256:6726825d", known.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_by_name()
    {
        var reader = new FormulaWeights(Vgg16Graph.UpTo("relu1_2"), 1, Known);

        var exception = Assert.Throws<UserException>(() =>
            new InceptionFid(new InceptionFidOptions { Weights = "vgg.pth" }, reader)
        );

        Assert.Contains("Conv2d_1a_3x3.conv.weight", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_weights_and_unknown_layers_are_faults_of_the_options()
    {
        Assert.Equal(
            ["Weights", "Dimensions"],
            new InceptionFidOptions { Dimensions = 100 }
                .Faults()
                .Select(static fault => fault.Property)
        );
        Assert.Equal(
            ["Weights", "Layer"],
            new Vgg16Options { Layer = "relu9" }
                .Faults()
                .Select(static fault => fault.Property)
        );
        Assert.Throws<UserException>(() =>
            new Vgg16(new Vgg16Options(), new FormulaWeights(Vgg16Graph.UpTo("relu1_1"), 1, Known))
        );
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("normalised", true)]
    public void VGG16_has_the_maps_of_torchvision(string key, bool normalize)
    {
        using var scope = NewDisposeScope();
        using var vgg = Vgg(
            new Vgg16Options
            {
                Weights = "x",
                Normalize = normalize,
                Layer = "relu5_3",
            }
        );

        var maps = vgg.Maps(Images(32, 48));

        Assert.Equal(4, maps.Count);
        foreach (var (number, map) in maps.Index())
        {
            Check(_values["vgg16"]![key]![number]!, map, $"{key} {number}");
        }
    }

    [Fact]
    public void VGG16_describes_an_image_by_the_mean_of_a_layer()
    {
        using var scope = NewDisposeScope();
        using var vgg = Vgg(
            new Vgg16Options
            {
                Weights = "x",
                Normalize = true,
                Layer = "relu5_3",
            }
        );

        Check(_values["vgg16"]!["relu5_3"]!, vgg.Vectors(Images(32, 48)), "relu5_3");
    }

    private static InceptionFid Inception(InceptionFidOptions options, string hash = Known) =>
        new(options, new FormulaWeights(InceptionGraph.UpTo(2048), 52000, hash));

    private static Vgg16 Vgg(Vgg16Options options) =>
        new(options, new FormulaWeights(Vgg16Graph.UpTo("relu5_3"), 53000, Known));

    // To 2e-5 of the largest sample, and sums to 1e-5: fp32 in another order.
    private static void Check(JsonNode expected, Tensor value, string what)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected["shape"]!.AsArray().Select(static n => (long)n!), value.shape);
        var flat = value.to(float64).flatten();
        var digest = expected["digest"]!.AsArray().Select(static n => (double)n!).ToArray();
        double[] found = [flat.sum().item<double>(), flat.abs().sum().item<double>(), flat.norm().item<double>()];
        Assert.All(digest.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * digest[1]));
        var samples = expected["sample"]!.AsArray().Select(static n => (double)n!).ToArray();
        var largest = samples.Max(Math.Abs);
        foreach (var (j, sample) in samples.Index())
        {
            Assert.True(
                Math.Abs(sample - flat[j * flat.numel() / samples.Length].item<double>()) <= 2e-5 * largest,
                $"{what}, sample {j}"
            );
        }
    }

    private static Tensor Images(int height, int width)
    {
        using var scope = NewDisposeScope();
        var x = arange(width).view(1, 1, 1, width) * 7;
        var y = arange(height).view(1, 1, height, 1) * 13;
        var c = arange(3).view(1, 3, 1, 1) * 29;
        var first = ((x + y + c).remainder(256).to(float32) / 255 * 2) - 1;
        return cat([first, first.flip([3])]).MoveToOuterDisposeScope();
    }
}
