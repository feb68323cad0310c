using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Testing;
using GsFramework.Tests.Conformance;
using GsFramework.Tests.Host;
using HowTo;
using static TorchSharp.torch;

namespace GsFramework.Tests.Docs;

public class ColorConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "colour";
}

public class Relu6Conformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "relu6";
}

public class SparseKernelsConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "sparse-kernels";
}

public class SparseShiftsConformance : ProximalTermConformance<HowToModule>
{
    protected override string Key => "sparse-shifts";
}

public class MeanMapConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "mean-map";
}

public class ConnectorConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "connector";
}

public class SteadyConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "steady";

    // The first image is its own average.
    protected override bool Reaches(
        NetworkGraph generator,
        GraphNode node,
        LayerParameter parameter,
        IReadOnlyCollection<string> watched
    ) => false;
}

public class SteadyScalesConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "steady-scales";

    // The first γ are their own averages.
    protected override bool Reaches(
        NetworkGraph generator,
        GraphNode node,
        LayerParameter parameter,
        IReadOnlyCollection<string> watched
    ) => false;
}

public class TruthConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "truth";
}

public class JudgedConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "judged";
}

public class SubPixelConformance : GeneratorConformance<HowToModule>
{
    protected override string Key => "sub-pixel";

    protected override string Options => """{ "width": 4, "blocks": 2 }""";
}

public class CharbonnierConformance : DistanceConformance<HowToModule>
{
    protected override string Key => "charbonnier";
}

public class BlendedConformance : DistanceConformance<HowToModule>
{
    protected override string Key => "blended";
}

public class SmoothedConformance : AdversarialLossConformance<HowToModule>
{
    protected override string Key => "smoothed";
}

public class ImageCriticConformance : DiscriminatorConformance<HowToModule>
{
    protected override string Key => "image-critic";

    protected override string Options => """{ "width": 4 }""";
}

public class PReluConformance : LayerConformance<HowToModule>
{
    protected override IReadOnlyList<Layer> Layers => [new PRelu(4)];
}

public class GateConformance : LayerConformance<HowToModule>
{
    protected override IReadOnlyList<Layer> Layers => [new Gate()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(4, 1, 1)];
}

public class RawImagesConformance : ImageSourceConformance<HowToModule>
{
    private readonly Folder _folder = new();

    public RawImagesConformance()
    {
        foreach (var folder in new[] { _folder["train", "A"], _folder["train", "B"], _folder["test", "A"] })
        {
            Directory.CreateDirectory(folder);
            for (var image = 0; image < 3; image++)
            {
                File.WriteAllBytes(
                    Path.Combine(folder, $"{image}.rgb"),
                    [.. Enumerable.Range(0, 3 * 16 * 16).Select(i => (byte)(i * (image + 3)))]
                );
            }
        }
    }

    protected override string Key => "raw-images";

    protected override string Options => new JsonObject { ["root"] = _folder.Path }.ToJsonString();

    protected override IReadOnlyList<string> WrongOptions => ["{}"];

    [Fact]
    public void A_file_that_is_lost_is_left_out_of_both_domains()
    {
        var source = CreatePart();
        Assert.Equal(3, source.Open(Split.Train, Domain.Source).Count);
        File.Delete(_folder["train", "B", "1.rgb"]);

        Assert.Throws<UnreadableImageException>(() => source.Open(Split.Train, Domain.Target).Load(1));
        Assert.True(((ILeavesImagesOut)source).Recheck(Split.Train));
        Assert.Equal(
            (2, 2),
            (source.Open(Split.Train, Domain.Source).Count, source.Open(Split.Train, Domain.Target).Count)
        );
        Assert.Equal(["1.rgb"], ((ILeavesImagesOut)source).LeftOut);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

public class DiscsConformance : ImageSourceConformance<HowToModule>
{
    protected override string Key => "discs";

    protected override string Options => """{ "count": 4 }""";
}

public class PairedRegressionConformance : TeacherMethodConformance<HowToModule>
{
    protected override string Key => "paired-regression";
}

public class LargestScalesConformance : MethodConformance<HowToModule>
{
    protected override string Key => "largest-scales";
}

public class StoredFeaturesConformance : FeatureExtractorConformance<HowToModule>
{
    private static readonly Lazy<string> _weights = new(Write);

    protected override string Key => "stored-features";

    protected override string Options => new JsonObject { ["weights"] = _weights.Value }.ToJsonString();

    private static string Write()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var path = Path.Combine(AppContext.BaseDirectory, "stored-features.safetensors");
        SafeTensors.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["conv1.weight"] = randn(32, 3, 3, 3, generator: random),
                ["conv1.bias"] = zeros(32),
                ["conv2.weight"] = randn(64, 32, 3, 3, generator: random),
                ["conv2.bias"] = zeros(64),
            }
        );
        return path;
    }
}
