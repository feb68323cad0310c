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

                {Wrapped(measured.Command)}
            """
        );

    // At options only, since what is between them may be quoted.
    private static string Wrapped(string command)
    {
        const int Most = 105;
        var lines = new List<string> { "" };
        foreach (var option in command.Split(" --"))
        {
            var word = lines is [""] ? option : $" --{option}";
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length > Most)
            {
                lines.Add("");
            }

            lines[^1] += word;
        }

        return string.Join(" \\\n       ", lines);
    }
}
