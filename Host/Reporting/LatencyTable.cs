using System.Globalization;
using GsFramework.Graph;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>How long the networks of a run take: in the terminal and in its page the same words.</summary>
internal static class LatencyTable
{
    /// <summary>The heads of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["network", "file", "bytes", "median ms", "p95 ms", "faster"];

    /// <summary>The cells of all rows, in the order of the columns.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(LatencyRecord latency) =>
        [
            .. latency.Networks.Select(network =>
                (IReadOnlyList<string>)
                    [
                        network.Network,
                        network.Format + Mark(latency, network),
                        Numbers.Whole(network.Bytes),
                        Numbers.Milliseconds(network.MedianMs),
                        Numbers.Milliseconds(network.P95Ms),
                        Numbers.Times(network.TimesFaster),
                    ]
            ),
        ];

    /// <summary>How it was measured.</summary>
    public static string Terms(LatencyRecord latency) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"One image of {new ImageSize(latency.Height, latency.Width)} in ONNX Runtime {latency.OnnxRuntime}, "
                + $"{Threads(latency)}, {latency.Processor ?? "processor unknown"}: medians of {latency.Rounds} "
                    + $"rounds, "
                + $"in each of which every file ran once. Faster: than the dense network in fp32, the median of the "
                + $"ratios of each round."
        );

    /// <summary>The time that pruning went by, and what came of it; null where it went by something else.</summary>
    public static string? Prediction(LatencyRecord latency) =>
        latency.Prediction is { } prediction ? $"{prediction.Format}: {prediction.Text}" : null;

    /// <summary>Draws the table; nothing where there are no times.</summary>
    public static void Write(IAnsiConsole console, RunResult result)
    {
        if (result.Latency is not { Networks.Count: > 0 } latency)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).Title("latency").AddColumns([.. Columns]);
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var row in Rows(latency))
        {
            table.AddRow([.. row.Select(static cell => Spectre.Console.Markup.Escape(cell))]);
        }

        console.Write(table);
        console.WriteLine(Terms(latency));
        if (Prediction(latency) is { } prediction)
        {
            console.WriteLine(prediction);
        }
    }

    private static string Threads(LatencyRecord latency) =>
        latency.Threads == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{latency.Threads} threads");

    private static string Mark(LatencyRecord latency, TimedNetwork network) =>
        network == latency.Deployed ? ", to deploy"
        : network.ComputesModel == false ? ", another network"
        : "";
}
