using System.Globalization;

namespace GsFramework.Bench.Results;

/// <summary>What all tables share.</summary>
internal static class MarkdownText
{
    /// <summary>Where and how a table was measured, in lines of prose and one of the command.</summary>
    public static string Place(Measurement measured, int rounds, string what = "rounds") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {rounds} {what} on {measured.Date}, {measured.Processor} ({measured.Instructions}), {measured.Cores} cores,
            {measured.Threads} threads, arithmetic {measured.Arithmetic}, libtorch {measured.Torch}:

                {measured.Command}
            """
        );
}
