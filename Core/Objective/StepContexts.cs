using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>Makes what terms see of a step: a forward pass of the generator, and of the teacher where terms tap its
/// layers.</summary>
/// <param name="Generator">G, in training.</param>
/// <param name="Teacher">G0, or null where no term taps layers.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Taps">The pairs of layers that terms want to see, each once.</param>
internal sealed record StepContexts(
    GraphModule Generator,
    GraphModule? Teacher,
    TrainingPhase Phase,
    IReadOnlyList<LayerTap> Taps
)
{
    /// <summary>The teacher's discriminator for terms that ask for it, or null.</summary>
    public GraphModule? TeacherDiscriminator { get; init; }

    /// <summary>The context of a step. Its tensors belong to the current dispose scope.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="step">Steps done before.</param>
    /// <param name="steps">Steps of the phase.</param>
    /// <param name="clock">Where the schedule stands.</param>
    /// <exception cref="UserException">A layer has failed.</exception>
    public StepContext Of(TrainingBatch batch, int step, int steps, ScheduleClock clock)
    {
        var (output, taps) = PluginCode.Run(Generator.Graph, "generator", GuardedTerm.At(Phase, step), () =>
            Generator.Forward(batch.Input, Layers(static tap => tap.Student))
        );
        return new StepContext
        {
            Phase = Phase,
            Step = step,
            Steps = steps,
            Clock = clock,
            LearningRateFactor = clock.Cosine,
            Generator = Generator,
            Input = batch.Input,
            Output = output,
            TeacherOutput = batch.Teacher,
            Truth = batch.Truth,
            TeacherDiscriminator = TeacherDiscriminator,
            Features = Features(batch.Input, taps),
        };
    }

    private Dictionary<LayerTap, (Tensor Student, Tensor Teacher)> Features(
        Tensor input,
        IReadOnlyDictionary<string, Tensor> student
    )
    {
        if (Taps.Count == 0)
        {
            return [];
        }

        using var noGrad = no_grad();
        var teacher = Teacher!.Features(input, Layers(static tap => tap.Teacher));
        return Taps.ToDictionary(static tap => tap, tap => (student[tap.Student], teacher[tap.Teacher]));
    }

    private string[] Layers(Func<LayerTap, string> side) => [.. Taps.Select(side).Distinct()];
}
