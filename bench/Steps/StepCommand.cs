using GsFramework.Bench.Results;

namespace GsFramework.Bench.Steps;

/// <summary><c>--parts</c> and <c>--reference</c>.</summary>
internal static class StepCommand
{
    /// <summary>Measures the sizes whose names have a text in them, and prints or writes them.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="only">The text.</param>
    /// <param name="given">Width, blocks, side and batch of one size in the place of the usual ones; null for
    /// those.</param>
    /// <param name="steps">Names of the kinds of step that are wanted, with semicolons between them; null for
    /// all.</param>
    /// <param name="rounds">Turns that count.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(
        IReadOnlyList<string> arguments,
        string only,
        string? given,
        string? steps,
        int rounds,
        string? folder
    )
    {
        IReadOnlyList<StepKind> kinds = arguments.Contains("--reference")
            ? [.. StepKind.References, .. StepKind.Products]
            : StepKind.Products;
        kinds = [.. kinds.Where(kind => steps?.Split(';').Contains(kind.Name) ?? true)];
        var measured = Measurement.Now(arguments);
        IReadOnlyList<StepShape> shapes = given is null ? StepShape.All : [StepShape.Parse(given)];
        foreach (var shape in shapes.Where(shape => $"{shape}".Contains(only, StringComparison.Ordinal)))
        {
            var result = StepBench.Measure(shape, kinds, rounds, measured);
            Console.WriteLine(StepTables.Of(result));
            if (folder is not null)
            {
                var results = new ResultFolder(folder);
                var all = (results.Read<StepResults>(StepResults.File) ?? new(1, [])).With(result);
                results.Write(StepResults.File, all, StepTables.Of(all));
            }
        }
    }
}
