using GsFramework.Core.Configuration;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>Says at the head of a long run what it will take.</summary>
internal static class HeadForecast
{
    // About ten minutes of two cores. A shorter run is not worth a trial.
    private const double LongRun = 1e13;
    private const double LongCpuSeconds = 1200;

    /// <summary>Logs the forecast where the run is long. What goes wrong in it is no fault of the run.</summary>
    public static void Tell(RunArguments arguments, RunContext run, VerbContext context)
    {
        if (
            arguments.Smoke
            || arguments.IsPlanned
            || IsSupervised
            || Teacher(run) is not { } teacher
            || !IsLong(run.Options, teacher)
        )
        {
            return;
        }

        run.Progress.Doing("forecast");
        var tried = TriedForecast.Of(
            arguments.Configuration with
            {
                // It was measured for the run.
                Sets = [.. arguments.Configuration.Sets, $"training:precision={run.Precision?.Chosen}"],
            },
            smoke: false,
            line => run.Log.Debug("{Line}", line),
            run.Cancellation
        );
        run.Progress.Doing(null);
        if (tried.Forecast is { } forecast)
        {
            run.Log.Information("{Forecast}", ForecastText.Line(forecast));
        }
        else
        {
            run.Log.Debug("The run could not be forecast: that process ended with code {Code}", tried.Code);
        }
    }

    /// <summary>True for a compression whose trainings are worth a trial.</summary>
    public static bool IsLong(RunOptions options, NetworkGraph teacher)
    {
        var training = options.Training;
        if (options.Method is not null)
        {
            return false;
        }

        if (training.Budget?.CpuSeconds is { } seconds)
        {
            return seconds >= LongCpuSeconds;
        }

        var updates = training.Budget?.Updates ?? (training.Slim.Steps + training.FineTune.Steps);
        var macs = GraphCost.Of(teacher, ImageSize.Square(options.Data.ImageSize)).Macs;
        return (double)macs * options.Data.BatchSize * updates >= LongRun;
    }

    // A comparison runs many, side by side.
    private static bool IsSupervised => Environment.GetEnvironmentVariable(Interruption.SupervisedVariable) == "1";

    // What is wrong with it is told where it is used.
    private static NetworkGraph? Teacher(RunContext run)
    {
        try
        {
            return Verbs.GeneratorOfCompression(run);
        }
        catch (Exception fault) when (fault is UserException or GraphException)
        {
            return null;
        }
    }
}
