using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace GsFramework.CoEvolution;

/// <summary>What one bit of an individual stands for.</summary>
public enum ChannelEncoding
{
    /// <summary>One channel of one layer, with those that a residual connection ties to it.</summary>
    PerChannel,

    /// <summary>The same channel of all layers in a row that are equally wide, as in the official code.</summary>
    Shared,
}

/// <summary>Options of the co-evolutionary compression. The defaults are scaled to minutes on a CPU.</summary>
public sealed record CoEvolutionOptions : IValidatesOptions, INeedsNetworks
{
    /// <summary>How many times fewer multiply-accumulates every individual has.</summary>
    [Description(
        "How many times fewer multiply-accumulates (exact rule) every individual has; absent to leave the size to "
            + "the fitness, as published."
    )]
    [Range(1.0, 10000.0)]
    public double? TargetMacRatio { get; init; }

    /// <summary>Individuals of each direction.</summary>
    [Description("Individuals of each direction. Published: 32.")]
    [Range(2, 10000)]
    public int Population { get; init; } = 12;

    /// <summary>Generations after the first one, which is random.</summary>
    [Description("Generations after the random first one. Published: 50.")]
    [Range(0, 100000)]
    public int Generations { get; init; } = 8;

    /// <summary>What one bit stands for.</summary>
    [Description(
        "One bit for each channel ('per-channel', the paper), or one for the same channel of equally wide layers in "
            + "a row ('shared', the official code)."
    )]
    public ChannelEncoding Encoding { get; init; } = ChannelEncoding.PerChannel;

    /// <summary>Validation images on which individuals are measured; 0 for all.</summary>
    [Description(
        "Validation images on which an individual is measured, spread evenly over the split; 0 for all, as published."
    )]
    [Range(0, int.MaxValue)]
    public int ValidationImages { get; init; } = 64;

    /// <summary>c of the fitness c/L + w·zeros.</summary>
    [Description(
        "c of the fitness c/L + w·zeros, where L is the mean over validation images. Published: 500 with the sum "
            + "over them, which is 5 for 100 images."
    )]
    [Range(0.0, 1e9)]
    public double QualityWeight { get; init; } = 5;

    /// <summary>w of the fitness c/L + w·zeros.</summary>
    [Description(
        "w of the fitness c/L + w·zeros, where zeros are the convolutions' output channels that are gone. Published: "
            + "0.001."
    )]
    [Range(0.0, 1e9)]
    public double SizeWeight { get; init; } = 0.001;

    /// <summary>Factor of the cycle loss in L; 0 evolves the direction A to B alone.</summary>
    [Description(
        "Factor of the cycle loss in L. Published: 10. With 0 only A to B is evolved, and no reverse networks are "
            + "needed."
    )]
    [Range(0.0, 1e6)]
    public double CycleWeight { get; init; } = 10;

    /// <summary>True to measure the cycle loss in the first generation too, with the dense reverse generator.</summary>
    [Description(
        "True to measure the cycle loss in the first generation too, with the dense generator of the other "
            + "direction. Published: false."
    )]
    public bool CycleInFirstGeneration { get; init; }

    /// <summary>Updates of the pair before an individual is measured, from the second generation on.</summary>
    [Description(
        "CycleGAN updates of an individual and its partner before it is measured. Published: 10 epochs of batch size "
            + "1 (about 13000)."
    )]
    [Range(0, 100000000)]
    public int TrainingSteps { get; init; }

    /// <summary>Images of each domain in one of these updates.</summary>
    [Description("Images of each domain in one of these updates. Published: 1.")]
    [Range(1, 4096)]
    public int TrainingBatchSize { get; init; } = 1;

    /// <summary>Learning rate of these updates.</summary>
    [Description("Learning rate of Adam in these updates. Published: 2e-4.")]
    [Range(0.0, 1.0)]
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Factor of the identity loss in these updates.</summary>
    [Description("Factor of the identity loss in these updates. Published: 5.")]
    [Range(0.0, 1e6)]
    public double IdentityWeight { get; init; } = 5;

    /// <summary>Probability that the next place in a generation goes to a copy.</summary>
    [Description("Probability that a parent is copied. Published: 0.2.")]
    [Range(0.0, 1.0)]
    public double CopyShare { get; init; } = 0.2;

    /// <summary>Probability that the next two places go to the children of two parents; what remains is
    /// mutation.</summary>
    [Description(
        "Probability that two parents are crossed; what copyShare and this leave is mutation. Published: 0.7."
    )]
    [Range(0.0, 1.0)]
    public double CrossoverShare { get; init; } = 0.7;

    /// <summary>Individuals measured at once, each on one thread; 0 for as many as the run has threads.</summary>
    [Description(
        "Individuals measured at once, each on one thread; 0 for as many as the run has threads. The result does not "
            + "depend on it. Those that train come one by one."
    )]
    [Range(0, 1024)]
    public int Parallel { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (CopyShare + CrossoverShare > 1)
        {
            yield return (nameof(CrossoverShare), "copyShare and crossoverShare are more than 1 together.");
        }

        if (TrainingSteps > 0 && CycleWeight == 0)
        {
            yield return (
                nameof(TrainingSteps),
                "training needs the pair of both directions, and with cycleWeight 0 there is only one. Set one of "
                    + "the two."
            );
        }

        if (TrainingSteps > 0 && Parallel > 1)
        {
            yield return (
                nameof(Parallel),
                "individuals that are trained come one by one. Leave parallel at 0, or set trainingSteps to 0."
            );
        }

        if (TargetMacRatio is null && SizeWeight == 0)
        {
            yield return (
                nameof(SizeWeight),
                "nothing would make the generator smaller. Set targetMacRatio, or a sizeWeight above 0."
            );
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(ModelNetwork Network, string Remedy)> Needs()
    {
        yield return (
            ModelNetwork.TeacherDiscriminator,
            "individuals are measured by it; give its folder, such as discriminator/ of a 'gs teacher' run"
        );
        if (CycleWeight > 0)
        {
            const string Alone = "or set method.cycleWeight to 0 to evolve the generator of A to B alone";
            yield return (
                ModelNetwork.ReverseTeacher,
                $"give its folder, such as reverse/model of a 'gs teacher' run with cyclegan, {Alone}"
            );
            yield return (
                ModelNetwork.ReverseDiscriminator,
                $"give its folder, such as reverse/discriminator of a 'gs teacher' run with cyclegan, {Alone}"
            );
        }
    }
}
