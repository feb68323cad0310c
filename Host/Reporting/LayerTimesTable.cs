using System.Globalization;
using GsFramework.Host.Benchmarking.Layers;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>Shows what the layers of a network take.</summary>
internal static class LayerTimesTable
{
    // Of less than it a layer is shown with the others.
    private const double LeastShare = 0.005;

    // So few channels are those of images.
    private const int Image = 4;

    /// <summary>Draws the table of layers, and that of the networks that it was tried on.</summary>
    public static void Write(IAnsiConsole console, LayerBenchmark benchmark)
    {
        var times = benchmark.Times;
        var rows = times
            .Shapes.Select(shape => (Shape: shape, Ms: shape.Count * shape.Of(shape.Inputs, shape.Outputs)))
            .OrderByDescending(static row => row.Ms)
            .ToArray();
        var whole = times.Base + rows.Sum(static row => row.Ms);
        var table = Columns(
            "layers",
            "layer",
            "number",
            "size",
            "channels",
            "ms",
            "of all",
            "half",
            "quarter",
            "kernel"
        );
        foreach (var (shape, ms) in rows.Where(row => row.Ms >= LeastShare * whole))
        {
            table.AddRow(
                shape.Kind,
                $"{shape.Count}",
                $"{shape.Width}x{shape.Height}",
                $"{shape.Inputs} to {shape.Outputs}",
                Ms(ms),
                Share(ms / whole),
                Ms(With(shape, 2)),
                Ms(With(shape, 4)),
                $"{shape.Aligned.InputStep}, {shape.Aligned.OutputStep}"
            );
        }

        Row("the rest", rows.Where(row => row.Ms < LeastShare * whole).Sum(static row => row.Ms));
        Row("no layer", times.Base);
        Row("all", whole);
        console.Write(table);
        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{times.Subject}, {times.Processor ?? "processor unknown"}, ONNX Runtime {times.OnnxRuntime}: "
                    + $"milliseconds of one image, from {times.Networks} networks with some of the channels. Half, "
                    + $"quarter: with that share of the channels. Kernel: input and output channels that are computed "
                    + $"at once, as far as the times show it. Predictions for these networks are off by "
                    + $"{100 * times.MeanOff:F1} % in the mean and {100 * times.LargestOff:F1} % at most."
            )
        );
        Write(console, benchmark.Checks);

        void Row(string name, double ms) => table.AddRow(name, "", "", "", Ms(ms), Share(ms / whole), "", "", "");
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<LayerCheck> checks)
    {
        if (checks.Count == 0)
        {
            return;
        }

        var table = Columns(
            "networks pruned at random",
            "fewer MACs",
            "multiple",
            "predicted ms",
            "measured ms",
            "off"
        );
        foreach (var check in checks)
        {
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"{check.MacRatio:F2}x"),
                $"{check.Multiple}",
                Ms(check.PredictedMs),
                Ms(check.MedianMs),
                string.Create(CultureInfo.InvariantCulture, $"{100 * check.Unforeseen:+0.0;-0.0} %")
            );
        }

        console.Write(table);
    }

    private static double With(LayerTime shape, int divisor)
    {
        int Part(int channels) => channels <= Image ? channels : (channels + divisor - 1) / divisor;
        return shape.Count * shape.Of(Part(shape.Inputs), Part(shape.Outputs));
    }

    private static string Ms(double ms) => ms.ToString("F2", CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static Table Columns(string title, params string[] names)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumns(names);
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        return table;
    }
}
