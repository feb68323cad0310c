using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>
/// Tests in the first steps of a training what would be too slow to test in each: that parts leave the tensors of the
/// step as they are.
/// </summary>
/// <remarks>Its copies belong to the dispose scope of the step.</remarks>
internal sealed class StepWatch
{
    /// <summary>How many steps of a training are watched.</summary>
    public const int Steps = 2;

    private readonly (string Name, Tensor Tensor, Tensor Copy)[] _tensors;
    private readonly string _phase;

    /// <summary>Copies the tensors of a step.</summary>
    public StepWatch(StepContext step)
    {
        _phase = GuardedTerm.At(step);
        var given = new List<(string Name, Tensor Tensor)>
        {
            (nameof(step.Input), step.Input),
            (nameof(step.Output), step.Output),
            (nameof(step.TeacherOutput), step.TeacherOutput),
        };
        if (step.Truth is not null)
        {
            given.Add((nameof(step.Truth), step.Truth));
        }

        given.AddRange(
            step.Features.SelectMany(static layer =>
                new[]
                {
                    ($"Features[\"{layer.Key}\"].Student", layer.Value.Student),
                    ($"Features[\"{layer.Key}\"].Teacher", layer.Value.Teacher),
                }
            )
        );
        _tensors = [.. given.Select(static entry => (entry.Name, entry.Tensor, entry.Tensor.detach().clone()))];
    }

    /// <summary>Tests that a part has left all of them as they were.</summary>
    /// <exception cref="PluginException">It has changed one.</exception>
    public void Unchanged(PartName part)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, tensor, copy) in _tensors)
        {
            // What is not a number equals nothing, and is reported as such elsewhere.
            if (!tensor.eq(copy).all().item<bool>() && copy.isfinite().all().item<bool>())
            {
                throw PluginCode.Broken(
                    part,
                    _phase,
                    $"it changed {name} of the step, which other terms and later steps use.",
                    "Do not use operations in place, those that end with _, on the step's tensors: take x.mul(2), not "
                        + "x.mul_(2)."
                );
            }
        }
    }
}
