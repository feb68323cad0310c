using System.Diagnostics;
using GsFramework.Campaign.Fuzzing;
using GsFramework.Campaign.Runs;
using GsFramework.Campaign.Serving;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign;

/// <summary>Tries all kinds in rounds until the time is over.</summary>
internal static class Campaign
{
    // Of a reader in a round.
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(1500);

    /// <summary>Runs the campaign.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(CampaignOptions options)
    {
        if (options.Worker is { } worker)
        {
            return FuzzWorker.Obey(worker, options.Seed, options.Guided);
        }

        var folder = TemporaryFolder.Create("gs-campaign-").FullName;
        try
        {
            return Run(options, folder);
        }
        catch (UserException fault)
        {
            Console.Error.WriteLine($"error: {fault.Message}");
            return ExitCode.WrongInput;
        }
        finally
        {
            Folders.Remove(folder);
        }
    }

    private static int Run(CampaignOptions options, string folder)
    {
        // What was found until then is shown, and no file system in memory stays mounted.
        using var interruption = new Interruption();
        var start = Stopwatch.GetTimestamp();
        var time = TimeSpan.FromMinutes(options.Minutes);
        var kept = new Kept(options.Kept, options.Seed);
        var project = new TinyProject(Path.Combine(folder, TinyProject.FolderName));
        var setting = new Setting(folder, options.Seed, project, kept);
        using var readers = new ReadingProcess(folder, options.Seed, options.Guided, kept);
        var fuzzing = Readers.Names.Select(name => new FuzzKind(name, readers));
        var kinds = Chosen(
            options.Guided ? [.. fuzzing] : [.. RunKinds.All(setting), new DemoKind(setting), .. fuzzing],
            options.Only
        );
        Preparation.Make(setting);
        if (options.Input is { } input)
        {
            var one = readers.Read(kinds[0].Name, Path.GetFullPath(input));
            return Finish(options, [(kinds[0].Name, one)], Stopwatch.GetElapsedTime(start));
        }

        var tallies = kinds.ToDictionary(static kind => kind.Name, static _ => new Tally());
        var slice = _shortest;
        do
        {
            // Readers first: they are many, and quick.
            foreach (var kind in kinds.OrderBy(static kind => kind is not FuzzKind))
            {
                if (IsOver(tallies[kind.Name].Tried > 0))
                {
                    break;
                }

                var first = options.Number ?? tallies[kind.Name].Tried;
                var tally = kind.Try(first, kind is FuzzKind && options.Number is null ? slice : TimeSpan.Zero);
                Tell(kind.Name, tallies[kind.Name], tally);
                tallies[kind.Name] += tally;
            }

            slice = _longest;
        } while (options.Number is null && !IsOver(wasTried: true));

        return Finish(
            options,
            [.. kinds.Select(kind => (kind.Name, tallies[kind.Name]))],
            Stopwatch.GetElapsedTime(start)
        );

        // Each kind is tried once, however short the time.
        bool IsOver(bool wasTried) =>
            interruption.Token.IsCancellationRequested || (wasTried && Stopwatch.GetElapsedTime(start) > time);
    }

    private static List<IKind> Chosen(IReadOnlyList<IKind> all, IReadOnlyList<string> only)
    {
        var unknown = only.Except(all.Select(static kind => kind.Name)).ToArray();
        return unknown.Length == 0
            ? [.. all.Where(kind => only.Count == 0 || only.Contains(kind.Name))]
            : throw new UserException(
                $"There is no kind '{unknown[0]}'. There are: "
                    + $"{string.Join(", ", all.Select(static kind => kind.Name))}."
            );
    }

    private static void Tell(string kind, Tally before, Tally now)
    {
        var known = before.Faults.Select(static fault => fault.Likeness).ToHashSet();
        foreach (var fault in now.Faults.Where(fault => known.Add(fault.Likeness)))
        {
            Console.Error.WriteLine($"{kind} {fault.Number}: {fault.Kind}: {fault.Text}");
        }
    }

    private static int Finish(CampaignOptions options, IReadOnlyList<(string, Tally)> rows, TimeSpan time)
    {
        var table = new CampaignTable(options.Seed, time, rows);
        Console.WriteLine(table.Terms);
        Console.WriteLine(table.Text());
        Write(options.Json, table.Json());
        Write(options.Markdown, table.Markdown());
        if (!table.IsGood)
        {
            Console.WriteLine($"What failed is in {options.Kept}, with how to repeat it.");
        }

        return table.IsGood ? ExitCode.Done : ExitCode.Failed;

        static void Write(string? file, string text)
        {
            if (file is not null)
            {
                File.WriteAllText(file, text);
            }
        }
    }
}
