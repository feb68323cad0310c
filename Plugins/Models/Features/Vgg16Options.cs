using System.ComponentModel;
using GsFramework.Parts;

namespace GsFramework.Models.Features;

/// <summary>Options of the VGG16 feature extractor.</summary>
public sealed record Vgg16Options : IValidatesOptions
{
    /// <summary>The weight file of torchvision.</summary>
    [Description(
        "Weights of torchvision's VGG16 (vgg16-397923af.pth, or safetensors with the same names). They do not come "
            + "with this program."
    )]
    [PathOption]
    public string? Weights { get; init; }

    /// <summary>Which of a checkpoint's dictionaries of weights is meant.</summary>
    [Description(
        "Key of the weights in a checkpoint that holds several things, such as state_dict; keys of nested "
            + "dictionaries joined by dots, or . for the whole file. Absent for the only one, or the one with a "
            + "usual name."
    )]
    public string? Key { get; init; }

    /// <summary>The layer whose spatial mean is an image's feature vector.</summary>
    [Description(
        "Layer whose spatial mean is an image's feature vector, relu1_1 to relu5_3. The perceptual distance does not "
            + "use it."
    )]
    public string Layer { get; init; } = "relu4_3";

    /// <summary>True to normalise with ImageNet's mean and deviation.</summary>
    [Description(
        "True to normalise colours with the mean and deviation of ImageNet, as the network was trained; false for "
            + "only (x + 1) / 2, as in the GAN Slimming code."
    )]
    public bool Normalize { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Weights is null)
        {
            yield return (nameof(Weights), "give the path of torchvision's vgg16-397923af.pth");
        }

        if (!Vgg16Graph.Layers.Contains(Layer))
        {
            yield return (nameof(Layer), $"expected one of {string.Join(", ", Vgg16Graph.Layers)}, found '{Layer}'");
        }
    }
}
