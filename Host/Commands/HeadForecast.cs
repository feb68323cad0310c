using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>
/// Says at the head of a long run what it will take. It is tried in a process of its own, so the run's random
/// numbers, memory and processor time are as without it.
/// </summary>
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

        // The precision was measured for the run.
        string[] sets = [$"training:precision={run.Precision?.Chosen}"];
        var forecast = Try(arguments.Configuration, sets, smoke: false, context);
        run.Progress.Doing(null);
        if (forecast is not null)
        {
            run.Log.Information("{Forecast}", ForecastText.Line(forecast));
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

    /// <summary>Tries a compression in a process of its own, so that trials leave nothing in one another.</summary>
    /// <param name="configuration">What is tried.</param>
    /// <param name="sets">Further values of <c>--set</c>.</param>
    /// <param name="smoke">True for a few steps.</param>
    /// <param name="context">The verb's.</param>
    /// <returns>What it would take; null where that process failed.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static Forecast? Try(
        ConfigurationArguments configuration,
        IReadOnlyList<string> sets,
        bool smoke,
        VerbContext context
    )
    {
        var result = new List<string>();
        var code = ChildRun.Run(
            [
                .. Command(configuration with { Sets = [.. configuration.Sets, .. sets] }),
                .. smoke ? [RunOrigin.SmokeOption] : Array.Empty<string>(),
            ],
            line => context.Log.Debug("{Line}", line),
            context.Cancellation,
            result.Add
        );
        context.Cancellation.ThrowIfCancellationRequested();
        if (code == ExitCode.Done)
        {
            return Read(string.Join('\n', result));
        }

        context.Log.Debug("The forecast's process ended with code {Code}", code);
        return null;
    }

    /// <summary>The command line of the trial.</summary>
    public static IReadOnlyList<string> Command(ConfigurationArguments configuration) =>
        [
            "compress",
            configuration.Config,
            "--plan",
            "--json",
            .. configuration.Sets.SelectMany(static set => new[] { "--set", set }),
            .. configuration.PluginFolders.SelectMany(static folder => new[] { "--plugins", folder }),
        ];

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

    private static Forecast? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is { } node ? RecordJson.As<Forecast>(node, "the forecast", "") : null;
        }
        catch (Exception fault) when (fault is JsonException or UserException)
        {
            return null;
        }
    }
}
