using GsFramework.Core.Configuration;

namespace GsFramework.Core.Objective;

/// <summary>The parts of a step, in their order. All but the first two are told to <see
/// cref="MinimaxObjective.Measure"/>.</summary>
internal static class StepPart
{
    /// <summary>The images, which are read ahead.</summary>
    public const string Data = "data";

    /// <summary>The teacher's outputs for them.</summary>
    public const string Teacher = "teacher";

    /// <summary>G(x), and the teacher's features where terms tap its layers.</summary>
    public const string Forward = "generator";

    /// <summary>D(G(x)) and L_GAN of it, in the generator's sum.</summary>
    public const string Judgement = "judgement";

    /// <summary>The losses of the terms.</summary>
    public const string Distance = "distance";

    /// <summary>The way back through D and G.</summary>
    public const string Backward = "backward";

    /// <summary>Whether all gradients are finite.</summary>
    public const string Check = "check";

    /// <summary>The optimisers of W and γ.</summary>
    public const string Optimizers = "optimisers";

    /// <summary>The terms' own acts: the proximal step.</summary>
    public const string Acts = "acts";

    /// <summary>The second half of a step: D on real and made images, its way back, and its optimiser.</summary>
    public const string Discriminator = "discriminator";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Data, Teacher, Forward, Judgement, Distance, Backward, Check, Optimizers, Acts, Discriminator];

    /// <summary>Whether a loss is the judgement of D or a distance of a term.</summary>
    public static string Of(Summand summand) =>
        summand.Column == MetricColumns.Adversarial ? Judgement : Distance;
}
