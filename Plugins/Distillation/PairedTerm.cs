using System.Globalization;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Distillation;

/// <summary>
/// The distance to the true images y of pairs, as pix2pix has it beside its game:
/// <code>
/// λ · E_(x, y) d(G(x), y)
/// </code>
/// It asks for pairs of training images.
/// </summary>
internal sealed class PairedTerm(PairedOptions options, IPartFactory parts)
    : ICompressionTerm,
        INeedsTruth,
        ILabelsValues
{
    public const string Key = "paired";

    private readonly IImageDistance _distance = parts.Create(options.Distance);

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public bool NeedsTruth => true;

    /// <inheritdoc/>
    public string? Label(string name, double value) =>
        name == ILabelsValues.OfLoss ? string.Create(CultureInfo.InvariantCulture, $"to truth {value:G2}") : null;

    /// <inheritdoc/>
    /// <exception cref="UserException">The true images have another shape than the outputs, or the distance, which may
    /// be another plugin's, is no scalar.</exception>
    public Tensor Loss(StepContext step)
    {
        var truth = step.Truth!;
        if (!truth.shape.SequenceEqual(step.Output.shape))
        {
            throw new UserException(
                $"The term '{Key}' compares the generator's images, [{Shape(step.Output)}], with true ones, which "
                    + $"are [{Shape(truth)}]. Have data.source give images of B as the generator makes them, or "
                    + "remove the term."
            );
        }

        var distance = _distance.Distance(step.Output, truth);
        return ScalarDistance.Check(distance, _distance, options.Distance.Kind, step);
    }

    private static string Shape(Tensor images) => string.Join(", ", images.shape[1], images.shape[2], images.shape[3]);
}
