using GsFramework.Bench.Results;
using GsFramework.Bench.Steps;
using GsFramework.Models.Discriminators;

namespace GsFramework.Bench.Limits;

/// <summary><c>--roofline</c>.</summary>
internal static class LimitCommand
{
    /// <summary>Measures, and prints or writes.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="rounds">How often each is timed.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(IReadOnlyList<string> arguments, int rounds, string? folder)
    {
        var measured = Measurement.Now(arguments);
        var peaks = PeakBench.Measure(rounds);
        var (small, large) = (new StepShape(32, 9, 64, 8), new StepShape(64, 9, 256, 1));
        var judge = new GanSlimmingDiscriminator().Create();
        NetworkLimits[] networks =
        [
            Of("generator", small, ProductRun.Dense(small)),
            Of("discriminator", small, judge),
            Of("generator", large, ProductRun.Dense(large)),
        ];
        var results = new LimitResults(1, measured, rounds, peaks, networks);
        var tables = LimitTables.Of(results);
        Console.WriteLine(tables);
        if (folder is not null)
        {
            new ResultFolder(folder).Write(LimitResults.File, results, tables);
        }

        NetworkLimits Of(string name, StepShape shape, Graph.NetworkGraph graph) =>
            ConvolutionBench.Measure($"{name}, {shape}", graph, shape.Side, shape.Batch, peaks, rounds);
    }
}
