using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsPluginNamespace;

/// <summary>
/// The distance of Charbonnier et al. (1994), an absolute difference that is smooth at 0:
/// <code>
/// d(y, y0) = mean [ √((y - y0)² + ε²) - ε ]
/// </code>
/// </summary>
public sealed class CharbonnierDistance(CharbonnierOptions options) : IImageDistance
{
    /// <summary>The distance's name: the <c>distance</c> of distillation.</summary>
    public const string Key = "gs-plugin-key-charbonnier";

    /// <inheritdoc/>
    public Tensor Distance(Tensor image, Tensor reference)
    {
        var epsilon = options.Epsilon;
        return (((image - reference).square() + (epsilon * epsilon)).sqrt() - epsilon).mean();
    }
}
