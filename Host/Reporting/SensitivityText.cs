using System.Globalization;
using GsFramework.Host.Logging;
using GsFramework.Host.Sensitivity;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The table of <c>gs sensitivity</c>.</summary>
internal static class SensitivityText
{
    /// <summary>Writes it, and what to do with it.</summary>
    public static void Write(Terminal terminal, SensitivityTable sensitivity)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("layer", "MACs", "weights");
        foreach (var error in sensitivity.All)
        {
            table.AddColumns($"weights {error.Bits} bit", $"activations {error.Bits} bit");
        }

        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        double macs = sensitivity.Layers.Sum(static layer => layer.Macs);
        foreach (var layer in sensitivity.Layers)
        {
            table.AddRow([
                layer.Layer.EscapeMarkup(),
                (layer.Macs / macs).ToString("P1", CultureInfo.InvariantCulture),
                layer.Kernel.ToString("N0", CultureInfo.InvariantCulture),
                .. layer.Errors.SelectMany(Cells),
            ]);
        }

        table.AddRow(["all of them", "", "", .. sensitivity.All.SelectMany(Cells)]);
        terminal.OutputConsole.Write(table);
        terminal.WriteText(
            $"Mean absolute difference to the fp32 network's outputs (images are in [-1, 1]), on "
                + $"{sensitivity.Images} validation images of {sensitivity.ImageSize}x{sensitivity.ImageSize}, with "
                + $"one layer rounded at a time. Ranges: {sensitivity.Calibration} on {sensitivity.CalibrationImages} "
                + "training images. No weight was trained to live with its rounding: quantisation-aware training makes "
                + "the differences smaller."
        );
        foreach (var (index, error) in sensitivity.All.Index())
        {
            var worst = sensitivity.Layers.MaxBy(layer => Sum(layer.Errors[index]))!;
            terminal.WriteText(
                $"{error.Bits} bit: most of all in {worst.Layer}. To leave it in fp32: --set "
                    + $"objective:terms:quantization:layers:{worst.Layer}:weightBits=0"
            );
        }
    }

    private static double Sum(RoundingError error) => error.Weights + error.Activations;

    private static IEnumerable<string> Cells(RoundingError error) =>
        new[] { error.Weights, error.Activations }.Select(static value =>
            value.ToString("0.00000", CultureInfo.InvariantCulture)
        );
}
