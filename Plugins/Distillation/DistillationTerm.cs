using System.Globalization;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Distillation;

/// <summary>
/// Distillation from the dense teacher:
/// <code>
/// β · E_x d(G(x), G0(x))
/// </code>
/// The student is drawn to the teacher's output for the same input, and to the true one only where d says so.
/// </summary>
internal sealed class DistillationTerm(DistillationOptions options, IPartFactory parts)
    : ICompressionTerm,
        INeedsTruth,
        ILabelsValues
{
    public const string Key = "distillation";

    private readonly IImageDistance _distance = parts.Create(options.Distance);

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public bool NeedsTruth => _distance is ISupervisedDistance { NeedsTruth: true };

    /// <inheritdoc/>
    public string? Label(string name, double value) =>
        name == ILabelsValues.OfLoss ? string.Create(CultureInfo.InvariantCulture, $"distance {value:G2}") : null;

    /// <inheritdoc/>
    /// <exception cref="UserException">The distance, which may be another plugin's, is no scalar.</exception>
    public Tensor Loss(StepContext step)
    {
        var distance = _distance is ISupervisedDistance supervised
            ? supervised.Distance(step.Output, step.TeacherOutput, step.Truth)
            : _distance.Distance(step.Output, step.TeacherOutput);
        return ScalarDistance.Check(distance, _distance, options.Distance.Kind, step);
    }
}
