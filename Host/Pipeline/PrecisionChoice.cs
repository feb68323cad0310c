using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Chooses the precision of a run whose configuration leaves it to the machine.</summary>
internal static class PrecisionChoice
{
    // What is closer may come out the other way next time, and is not worth coarser numbers.
    private const double Worth = 1.1;

    /// <summary>The generator whose updates a compression spends its time on.</summary>
    /// <exception cref="UserException">It cannot be read, or does not fit.</exception>
    public static NetworkGraph Student(RunOptions options, IPartFactory parts, IReadOnlyList<LayerKind> kinds) =>
        RunGraphs.Student(
            options,
            parts,
            ModelFolder.ReadGraph(options.Model.Teacher!, kinds),
            options.Model.Start is null ? null : ModelFolder.ReadGraph(options.Model.Start, kinds)
        );

    /// <summary>Measures, says what was chosen, and takes what that needs.</summary>
    /// <param name="generator">Reads the generator that is trained.</param>
    /// <param name="data">Its images.</param>
    /// <param name="device">Where it is trained, by as many threads as there are now.</param>
    /// <param name="option">The name of the option, for the log.</param>
    /// <param name="log">Gets one sentence.</param>
    /// <param name="cancellation">Set when the user interrupts.</param>
    /// <exception cref="OperationCanceledException">The user interrupted; nothing was begun.</exception>
    public static PrecisionRecord Make(
        Func<NetworkGraph> generator,
        DataOptions data,
        Device device,
        string option,
        ILogger log,
        CancellationToken cancellation
    )
    {
        var record = Of(() => Measure(generator(), data, device, cancellation), () => IsRight(device));
        if (record.IsBf16)
        {
            // So that the record of this process's arithmetic has it.
            TrustedArithmetic.Ensure(device, bfloat16: true, log);
        }

        log.Information("Convolutions compute in {Precision} ({Option} is auto)", record.Words, option);
        return record;
    }

    /// <summary>Takes bf16 where it is clearly faster and right, else fp32.</summary>
    /// <param name="measure">Times both.</param>
    /// <param name="isRight">Tests the arithmetic of bf16; only asked where it is faster.</param>
    public static PrecisionRecord Of(Func<PrecisionTimes> measure, Func<bool> isRight)
    {
        PrecisionTimes times;
        try
        {
            times = measure();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A network that cannot be trained is told where it is opened, with what there is to do.
            return PrecisionRecord.Of(Precision.Fp32) with { Reason = "the generator could not be timed" };
        }

        var record = PrecisionRecord.Of(Precision.Fp32) with
        {
            Fp32Milliseconds = Math.Round(times.Fp32, 2),
            Bf16Milliseconds = Math.Round(times.Bf16, 2),
        };
        return !(times.Ratio >= Worth) ? record
            : isRight() ? record with { Chosen = PrecisionRecord.Bf16 }
            : record with { Reason = "this machine's bf16 is wrong" };
    }

    private static PrecisionTimes Measure(
        NetworkGraph generator,
        DataOptions data,
        Device device,
        CancellationToken cancellation
    )
    {
        using var timer = new PrecisionTimer(generator, data.ImageSize, data.BatchSize, device);
        return PrecisionTimes.Measure(bfloat16 =>
        {
            cancellation.ThrowIfCancellationRequested();
            return timer.Pass(bfloat16);
        });
    }

    private static bool IsRight(Device device) => SelfTest.Run(device, ScalarType.BFloat16).Wrong == 0;
}
