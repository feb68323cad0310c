namespace GsFramework.Core.Configuration;

/// <summary>The columns of <c>metrics.csv</c> that belong to no term.</summary>
internal static class MetricColumns
{
    public const string Phase = "phase";

    public const string Step = "step";

    /// <summary>The sum that the generator is trained by.</summary>
    public const string Generator = "lossG";

    /// <summary>The generator's adversarial loss.</summary>
    public const string Adversarial = "lossGan";

    /// <summary>The discriminator's loss.</summary>
    public const string Discriminator = "lossD";

    /// <summary>The distance to the teacher on validation images, which only some steps have.</summary>
    public const string Validation = "validation";

    /// <summary>All of them: no term can have such a name.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Phase, Step, Generator, Adversarial, Discriminator, Validation];
}
