using System.Globalization;
using GsFramework.Core.Arithmetic;

namespace GsFramework.Bench;

/// <summary>
/// A process that runs a scenario whenever it is told to: a line with the scenario's number in, a line with its times
/// out. It begins with a line that tells of its arithmetic, and idles between its turns.
/// </summary>
internal static class Worker
{
    public const string Option = "--worker";

    public static void Obey(IReadOnlyList<Scenario> scenarios)
    {
        var tests = TrustedArithmetic.Current!.Trials[^1].Results;
        Console.WriteLine(
            string.Join(
                ", ",
                tests.Select(static test =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"self-test {test.Precision}: {test.Wrong} of {test.Convolutions} wrong, "
                            + $"{test.Milliseconds:0} ms"
                    )
                )
            )
        );
        var prepared = new Dictionary<int, IRunnable>();
        while (Console.ReadLine() is { } line)
        {
            var number = int.Parse(line, CultureInfo.InvariantCulture);
            if (!prepared.TryGetValue(number, out var runnable))
            {
                prepared[number] = runnable = scenarios[number].Prepare();
            }

            // While a process waits the system may take its pages back: the first step after a pause does not count.
            runnable.Run();
            var time = StepTime.Of(runnable);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Wall} {time.Cpu}"));
        }
    }
}
