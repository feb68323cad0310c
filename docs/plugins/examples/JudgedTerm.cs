using GsFramework.Terms;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>The teacher's discriminator must judge the student's image as it judges the teacher's.</summary>
public sealed class JudgedTerm : ICompressionTerm, INeedsTeacherDiscriminator
{
    public double Weight => 1;

    public Tensor Loss(StepContext step)
    {
        var discriminator = step.TeacherDiscriminator!;
        return (discriminator.forward(step.Output) - discriminator.forward(step.TeacherOutput)).square().mean();
    }
}
