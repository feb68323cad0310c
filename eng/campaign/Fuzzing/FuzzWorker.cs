using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using GsFramework.Core.Arithmetic;
using Serilog.Core;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>
/// A process that reads damaged files for the campaign, which outlives it where native code crashes or memory runs out:
/// a line in, with a reader and a file, or a number and milliseconds, or a number and where its input is to be written;
/// a line with the tally out. It notes each number beforehand.
/// </summary>
internal static class FuzzWorker
{
    /// <summary>The file with the number that is being read, in the folder of the campaign.</summary>
    public const string NumberFile = "number";

    /// <summary>Reads until there are no more lines.</summary>
    /// <param name="folder">The prepared folder of the campaign.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="guided">Whether inputs follow the branches that they reach; this is the instrumented copy
    /// then.</param>
    public static int Obey(string folder, int seed, bool guided)
    {
        // Before anything else: instrumented code writes there.
        using var branches = guided ? new BranchCounter() : null;
        return Obey(folder, seed, branches);
    }

    private static int Obey(string folder, int seed, BranchCounter? branches)
    {
        Devices.OpenCpu(threads: 1, Logger.None);
        var results = Console.Out;
        Console.SetOut(TextWriter.Null);
        using var readers = new Readers(folder);
        using var file = MemoryMappedFile.CreateFromFile(
            Path.Combine(folder, NumberFile),
            FileMode.OpenOrCreate,
            null,
            sizeof(int)
        );
        using var number = file.CreateViewAccessor();
        var inputs = new Dictionary<string, IInputs>();
        while (Console.ReadLine() is { } line)
        {
            var order = line.Split('\t');
            var reader = readers.Get(order[0]);
            if (!inputs.TryGetValue(reader.Name, out var chosen))
            {
                chosen = branches is null
                    ? new SeededInputs(reader, seed)
                    : new GuidedInputs(reader, seed, branches, folder);
                inputs.Add(reader.Name, chosen);
            }

            var tally = order switch
            {
                [_, var path] => Shown(reader, File.ReadAllBytes(path)),
                [_, var first, var milliseconds] => Many(
                    reader,
                    chosen,
                    Number(first),
                    TimeSpan.FromMilliseconds(Number(milliseconds)),
                    number
                ),
                [_, var first, _, var path] => Write(chosen.Of(Number(first)), path),
                _ => throw new ArgumentException(line, nameof(folder)),
            };
            results.WriteLine(JsonSerializer.Serialize(tally));
            results.Flush();
        }

        return 0;
    }

    private static Tally Write(byte[] input, string path)
    {
        File.WriteAllBytes(path, input);
        return new Tally();
    }

    private static Tally Many(Reader reader, IInputs inputs, int first, TimeSpan time, MemoryMappedViewAccessor note)
    {
        var start = Stopwatch.GetTimestamp();
        var (tried, refused, accepted, slowest) = (0, 0, 0, 0.0);
        var faults = new List<Fault>();
        do
        {
            var number = first + tried;
            note.Write(0, number);
            var input = inputs.Of(number);
            var one = One(reader, number, input);
            inputs.Learn(number, input, isFault: one.Faults.Count > 0);
            (refused, accepted) = (refused + one.Refused, accepted + one.Accepted);
            slowest = Math.Max(slowest, one.Slowest!.Value);
            faults.AddRange(one.Faults);
            tried++;
        } while (Stopwatch.GetElapsedTime(start) < time);

        return new Tally
        {
            Tried = tried,
            Refused = refused,
            Accepted = accepted,
            Slowest = slowest,
            Branches = inputs.Branches,
            Faults = faults,
        };
    }

    // Somebody who reads a single file wants to see all that came of it.
    private static Tally Shown(Reader reader, byte[] input)
    {
        var outcome = ReadOutcome.Of(reader, input);
        Console.Error.WriteLine(outcome.Fault?.ToString() ?? "It was accepted.");
        return Of(outcome, 0);
    }

    private static Tally One(Reader reader, int number, byte[] input)
    {
        var outcome = ReadOutcome.Of(reader, input);

        // Another program may have had the processor. A slow file is slow again.
        return Of(outcome.Seconds > Tally.Longest ? ReadOutcome.Of(reader, input) : outcome, number);
    }

    private static Tally Of(ReadOutcome outcome, int number)
    {
        var faults = new List<Fault>();
        if (outcome.Unhandled is { } unhandled)
        {
            faults.Add(new Fault(number, FaultKind.Unhandled, unhandled));
        }

        if (outcome.Seconds > Tally.Longest)
        {
            faults.Add(new Fault(number, FaultKind.Slow, FormattableString.Invariant($"{outcome.Seconds:F1} s")));
        }

        return new Tally
        {
            Tried = 1,
            Accepted = outcome.IsAccepted ? 1 : 0,
            Refused = outcome.IsAccepted || outcome.Unhandled is not null ? 0 : 1,
            Slowest = outcome.Seconds,
            Faults = faults,
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
