using System.Globalization;
using GsFramework.Core.Arithmetic;
using Spectre.Console;

namespace GsFramework.Host.Diagnosis;

/// <summary>The self-test's results and the speeds of the three ways.</summary>
internal static class ArithmeticTable
{
    public static Table Of(ArithmeticSection section)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                "arithmetic",
                "device",
                "precision",
                "wrong",
                "largest error",
                "test ms",
                "training step ms",
                "in use"
            );
        foreach (var step in section.Steps)
        {
            if (step.Unavailable is not null)
            {
                table.AddRow(ArithmeticState.NameOf(step.Kind), "", "", "not available");
            }

            foreach (var test in step.Tests)
            {
                var isUsed = step.Kind == (test.Precision == "bf16" ? section.InUseBfloat16 : section.InUse);
                table.AddRow(
                    ArithmeticState.NameOf(step.Kind),
                    test.Device,
                    test.Precision,
                    $"{test.Wrong} of {test.Convolutions}",
                    test.LargestError?.ToString("0.0e-0", CultureInfo.InvariantCulture) ?? "NaN",
                    Milliseconds(test.TestMilliseconds),
                    Milliseconds(test.StepMilliseconds),
                    isUsed ? "yes" : ""
                );
            }
        }

        return table;
    }

    private static string Milliseconds(double value) =>
        value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
