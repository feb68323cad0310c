using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace Samples.Tests.AttentionTransfer;

/// <summary>Steps in which a term sees the layers of a tiny student and its wider teacher.</summary>
internal sealed class Compared : IDisposable
{
    public Compared(NetworkGraph? student = null, NetworkGraph? teacher = null)
    {
        Student = Live(student ?? Networks.CycleGan(width: 2, blocks: 2), seed: 1);
        Teacher = Live(teacher ?? Networks.CycleGan(width: 4, blocks: 2), seed: 2);
        Teacher.RequireGradients(false);
    }

    public GraphModule Student { get; }

    public GraphModule Teacher { get; }

    /// <summary>A step with these images, as the host makes it.</summary>
    public StepContext Step(
        ITapsLayers term,
        Tensor images,
        TrainingPhase phase = TrainingPhase.Slim,
        GraphModule? student = null
    )
    {
        student ??= Student;
        var taps = term.Taps(student.Graph, Teacher.Graph);
        var (output, own) = student.Forward(images, [.. taps.Select(static tap => tap.Student)]);
        var wanted = Teacher.Features(images, [.. taps.Select(static tap => tap.Teacher)]);
        return new StepContext
        {
            Phase = phase,
            Step = 0,
            Steps = 1,
            Clock = new ScheduleClock(0, 1),
            LearningRateFactor = 1,
            Generator = student,
            Input = images,
            Output = output,
            TeacherOutput = zeros_like(output),
            Features = taps.ToDictionary(static tap => tap, tap => (own[tap.Student], wanted[tap.Teacher])),
        };
    }

    public static GraphModule Live(NetworkGraph graph, int seed)
    {
        using var weights = Networks.RandomWeights(graph, seed);
        return new GraphModule(graph, weights);
    }

    public void Dispose()
    {
        Student.Dispose();
        Teacher.Dispose();
    }
}
