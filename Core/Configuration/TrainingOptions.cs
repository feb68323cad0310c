using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>What one tick of the cosine schedule is.</summary>
internal enum ScheduleUnit
{
    /// <summary>One update.</summary>
    Step,

    /// <summary>One pass over the training images, as in the official code.</summary>
    Epoch,
}

internal sealed record TrainingOptions
{
    [Description("Slimming: the whole objective on the dense generator.")]
    public SlimOptions Slim { get; init; } = new();

    [Description("Fine-tuning of the compact generator.")]
    public PhaseOptions FineTune { get; init; } = new() { LearningRate = 2e-4 };

    [Description(
        "Fine-tuning begins with the weights that the kept channels, and the discriminator, had before slimming; "
            + "false keeps what slimming made of them."
    )]
    public bool Rewind { get; init; }

    [Description(
        "What both trainings together may spend; fine-tuning gets what slimming has left, whatever fineTune.steps "
            + "says. Absent for the steps of the phases."
    )]
    public BudgetOptions? Budget { get; init; }

    [Description("First moment decay of Adam.")]
    [Range(0, 0.9999)]
    public double Beta1 { get; init; } = 0.5;

    [Description("Second moment decay of Adam.")]
    [Range(0, 0.999999)]
    public double Beta2 { get; init; } = 0.999;

    [Description("L2 weight decay of Adam, for G and D.")]
    [Range(0, 1)]
    public double WeightDecay { get; init; } = 1e-3;

    [Description("One tick of the cosine schedule.")]
    public ScheduleUnit Schedule { get; init; } = ScheduleUnit.Step;

    [Description("Write a checkpoint every N steps.")]
    [Range(1, 1000000)]
    public int CheckpointEvery { get; init; } = 200;

    [Description("Write a sample grid every N steps.")]
    [Range(1, 1000000)]
    public int SampleEvery { get; init; } = 200;

    [Description(
        "Measure the distance to the teacher on validation images every N updates, for the report; 0 for never. "
            + "Nothing "
            + "is chosen by it."
    )]
    [Range(0, 1000000)]
    public int ValidateEvery { get; init; } = 100;

    [Description(
        "Numbers in which convolutions compute: fp32, bf16 with fp32 master weights, or auto for bf16 where it is "
            + "right and at least 1.1 times faster in a short measurement at the start of the run."
    )]
    public Precision Precision { get; init; } = Precision.Auto;
}

internal sealed record BudgetOptions : IValidatesOptions
{
    [Description("Updates of the generator in slimming and fine-tuning together.")]
    [Range(1, 100000000)]
    public int? Updates { get; init; }

    [Description(
        "Seconds of processor time, over all threads, of slimming or a method's search and fine-tuning together. "
            + "Small networks step faster and so get more updates."
    )]
    [Range(1.0, 1e9)]
    public double? CpuSeconds { get; init; }

    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Updates is null == CpuSeconds is null)
        {
            yield return (
                nameof(Updates),
                $"set exactly one of updates and cpuSeconds; {(Updates is null ? "neither is set" : "both are set")}."
            );
        }
    }
}

internal record PhaseOptions
{
    [Description("Updates of the generator; 0 skips the phase.")]
    [Range(0, 100000000)]
    public int Steps { get; init; } = 1000;

    [Description("Base learning rate of Adam on the generator's weights.")]
    [Range(0, 1)]
    public double LearningRate { get; init; } = 1e-4;
}

internal sealed record SlimOptions : PhaseOptions
{
    [Description(
        "Every N updates channels that are silent, and were silent N updates before, leave the generator and its "
            + "optimisers for good, so that updates become faster on the way; 0 for never. Not where a term holds "
            + "something for each channel and cannot follow."
    )]
    [Range(0, 1000000)]
    public int CompactEvery { get; init; } = 10;
}
