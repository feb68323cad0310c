using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>The forecast of a compression that is tried in a process of its own, so that a trial leaves nothing in this
/// one: random numbers, memory and processor time are as without it.</summary>
/// <param name="Forecast">What it will take; null where it could not be tried.</param>
/// <param name="Code">How that process ended.</param>
internal sealed record TriedForecast(Forecast? Forecast, int Code)
{
    /// <summary>Tries it.</summary>
    /// <param name="configuration">Of the compression.</param>
    /// <param name="smoke">True for a few steps.</param>
    /// <param name="onLine">Gets every line that the process writes for people.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static TriedForecast Of(
        ConfigurationArguments configuration,
        bool smoke,
        Action<string> onLine,
        CancellationToken cancellation
    )
    {
        var result = new List<string>();
        var code = ChildRun.Run(Command(configuration, smoke), onLine, cancellation, result.Add);
        cancellation.ThrowIfCancellationRequested();
        return new TriedForecast(code == ExitCode.Done ? Read(string.Join('\n', result)) : null, code);
    }

    /// <summary>The command line of the trial.</summary>
    public static IReadOnlyList<string> Command(ConfigurationArguments configuration, bool smoke) =>
        [
            "compress",
            configuration.Config,
            "--plan",
            "--json",
            .. configuration.Sets.SelectMany(static set => new[] { "--set", set }),
            .. configuration.PluginFolders.SelectMany(static folder => new[] { "--plugins", folder }),
            .. smoke ? [RunOrigin.SmokeOption] : Array.Empty<string>(),
        ];

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
