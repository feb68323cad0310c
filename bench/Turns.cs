using TorchSharp;

namespace GsFramework.Bench;

/// <summary>Scenarios in turn in this process.</summary>
internal static class Turns
{
    public static void Print(IReadOnlyList<Scenario> scenarios, int runs)
    {
        Console.WriteLine($"torch {torch.__version__}, {torch.get_num_threads()} threads, median of {runs} runs");
        Console.WriteLine($"{"scenario",-60} {"median ms",9} {"least ms",9} {"cpu ms",9}");
        var prepared = scenarios.Select(static scenario => scenario.Prepare()).ToArray();
        var times = scenarios.Select(static _ => new List<StepTime>()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < prepared.Length; i++)
            {
                var time = StepTime.Of(prepared[i]);
                if (run >= 0) // the first is to warm up
                {
                    times[i].Add(time);
                }
            }
        }

        for (var i = 0; i < prepared.Length; i++)
        {
            var median = StepTime.Median(times[i]);
            Console.WriteLine(
                $"{scenarios[i].Name,-60} {median.Wall,9:0.0} {times[i].Min(static time => time.Wall),9:0.0} "
                    + $"{median.Cpu,9:0.0}"
            );
            prepared[i].Dispose();
        }
    }
}
