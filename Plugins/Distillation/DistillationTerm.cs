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
/// The student is drawn to the teacher's image of the same input, not to a real one.
/// </summary>
internal sealed class DistillationTerm(DistillationOptions options, IPartFactory parts) : ICompressionTerm
{
    public const string Key = "distillation";

    private readonly IImageDistance _distance = parts.Create(options.Distance);

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public Tensor Loss(StepContext step) => _distance.Distance(step.Output, step.TeacherOutput);
}
