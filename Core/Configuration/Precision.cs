namespace GsFramework.Core.Configuration;

/// <summary>The values of <c>training.precision</c> and <c>teacher.precision</c>.</summary>
internal enum Precision
{
    /// <summary>What is faster where the run begins. It is replaced by one of the others before anything is
    /// opened.</summary>
    Auto,

    Fp32,

    /// <summary>Convolutions in bf16, with master weights in fp32.</summary>
    Bf16,
}

/// <summary>What a precision means for networks.</summary>
internal static class PrecisionMeaning
{
    /// <summary>True for convolutions in bf16.</summary>
    /// <exception cref="InvalidOperationException">It has not been chosen yet.</exception>
    public static bool IsBf16(this Precision precision) =>
        precision == Precision.Auto
            ? throw new InvalidOperationException("The precision of the run was not chosen before it was used.")
            : precision == Precision.Bf16;

    /// <summary>The options with one precision in place of each <see cref="Precision.Auto"/>.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="chosen">What was chosen.</param>
    public static RunOptions WithPrecision(this RunOptions options, Precision chosen)
    {
        var (training, teacher) = (options.Training, options.Teacher);
        return options with
        {
            Training = training.Precision == Precision.Auto ? training with { Precision = chosen } : training,
            Teacher = teacher.Precision == Precision.Auto ? teacher with { Precision = chosen } : teacher,
        };
    }
}
