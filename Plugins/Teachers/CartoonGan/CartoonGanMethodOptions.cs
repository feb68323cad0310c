using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Parts;

namespace GsFramework.Teachers.CartoonGan;

/// <summary>The maps of the feature extractor that the content loss compares.</summary>
internal enum ContentMaps
{
    /// <summary>The last one alone, as the paper does.</summary>
    Deepest,

    /// <summary>The mean over all of them, which holds on to finer detail.</summary>
    All,
}

internal sealed record CartoonGanMethodOptions
{
    [Description(
        "Steps at the beginning that train G with the content loss only, so that it draws its input before it is "
            + "given a style."
    )]
    [Range(0, 100000000)]
    public int InitialisationSteps { get; init; } = 500;

    [Description("Factor of the content loss, the L1 distance of feature maps of G(x) and x.")]
    [Range(0, 1e6)]
    public double ContentWeight { get; init; } = 10;

    [Description("The fixed network of the content loss. The paper takes VGG.")]
    public PartSelection<IFeatureExtractor> Content { get; init; } = new("mobilenet-v2");

    [Description("The feature maps that are compared: the deepest, as the paper does, or the mean over all.")]
    public ContentMaps ContentMaps { get; init; } = ContentMaps.Deepest;

    [Description(
        "Factor of the L1 distance of the 8x8 block means of G(x) and x, which holds on to colours; 0 for the "
            + "paper's loss."
    )]
    [Range(0, 1e6)]
    public double ToneWeight { get; init; }

    [Description("Share of edge-smoothed target images among what D learns to call fake; 0 for a plain game.")]
    [Range(0, 1)]
    public double EdgeShare { get; init; } = 0.5;

    [Description("Canny's lower threshold of the brightness gradient, for images of 0 to 255.")]
    [Range(0, 2040)]
    public double EdgeLow { get; init; } = 100;

    [Description("Canny's upper threshold.")]
    [Range(0, 2040)]
    public double EdgeHigh { get; init; } = 200;

    [Description("The adversarial loss. For the paper's: cross-entropy with nonSaturating.")]
    public PartSelection<IAdversarialLoss> Loss { get; init; } = new("least-squares");
}
