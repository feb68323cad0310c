using GsFramework.Core.Configuration;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Verification;

/// <summary>Carries a recorded run out once more in another directory, and compares as it goes.</summary>
internal static class Replay
{
    /// <summary>Replays a run.</summary>
    /// <param name="record">The run.</param>
    /// <param name="run">The same run in a directory of its own, which is free.</param>
    /// <param name="plan">How much of it.</param>
    /// <param name="begin">Makes the directory and holds it.</param>
    /// <returns>What was compared; what the record does not depend on is left to the caller.</returns>
    /// <exception cref="UserException">What the run needs is not there any more, or is another.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static VerificationResult Run(
        RunRecord record,
        RunContext run,
        ReplayPlan plan,
        Func<RunContext, IDisposable> begin
    )
    {
        Inputs.Check(record, run);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        var metrics = new MetricsComparison(plan.Rows, difference =>
            run.Log.Warning("The replay differs from {Difference}", $"{difference}")
        );
        var watched = run with
        {
            Cancellation = stop.Token,
            RowWritten = row =>
            {
                // A stopped training still ends its step.
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                metrics.Take(row);
                if (metrics.IsComplete && !plan.IsWhole)
                {
                    stop.Cancel();
                }
            },
        };
        int? bits = null;
        try
        {
            Carry(record.IsTeacher, watched, begin, least => bits = least);
            metrics.End();
        }
        catch (OperationCanceledException fault) when (run.Cancellation.IsCancellationRequested)
        {
            var found = metrics.First is [var first, ..]
                ? $"of which the first that differs is {first}"
                : "all of them the same";
            throw new OperationCanceledException(
                $"Interrupted after {metrics.Steps} steps, {found}. The replay is removed.",
                fault,
                run.Cancellation
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // All that was asked for has been compared.
        }

        return Compared(record, run, plan, metrics, bits);
    }

    // Opened first, as for any run, so that wrong input is found before the directory is made.
    private static void Carry(
        bool isTeacher,
        RunContext run,
        Func<RunContext, IDisposable> begin,
        Action<int?> quantizes
    )
    {
        if (isTeacher)
        {
            using var trainer = TeacherTraining.Create(run);
            using var hold = begin(run);
            trainer.Run();
        }
        else
        {
            using var pipeline = new CompressionPipeline(run);
            using var hold = begin(run);
            try
            {
                pipeline.Run();
            }
            finally
            {
                quantizes(pipeline.QuantizerBits);
            }
        }
    }

    private static VerificationResult Compared(
        RunRecord record,
        RunContext run,
        ReplayPlan plan,
        MetricsComparison metrics,
        int? bits
    )
    {
        var (then, now) = (record.Directory.Root, run.Directory.Root);
        var result = plan.IsWhole && record.Result is not null ? RunResult.Read(run.Directory) : null;
        var (values, differing) = result is null ? (0, []) : ResultComparison.Of(record.Result!, result);
        return new VerificationResult
        {
            RunDirectory = then,
            Plan = plan,
            Metrics = metrics,
            ResultValues = values,
            ResultDifferences = differing,
            Networks = FileComparison.OfNetworks(then, now, plan.IsWhole),
            Pictures = FileComparison.OfPictures(then, now, plan.IsWhole),
            Bound = new RoundingBound(
                (record.IsTeacher ? run.Options.Teacher.Precision : run.Options.Training.Precision).IsBf16(),
                bits
            ),
            Origin = OriginDifference.Of(record.Origin, RunOrigin.Now(record.Origin.Verb, [], run.Device)),
            Plugins = RunPluginLock.Changes(record.Directory, run.Plugins),
            NotChecked = Inputs.NotChecked(record),
        };
    }
}
