using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The command, the versions and the machine.</summary>
internal static class OriginSection
{
    private static readonly Dictionary<string, string> _titles = new()
    {
        ["framework"] = "GsFramework",
        ["dotnet"] = ".NET",
        ["torchSharp"] = "TorchSharp",
        ["libtorch"] = "libtorch",
        ["os"] = "System",
        ["architecture"] = "Architecture",
        ["cpu"] = "Processor",
        ["cores"] = "Cores",
        ["threads"] = "Threads",
        ["device"] = "Device",
        ["arithmetic"] = "Arithmetic",
    };

    /// <summary>The section of a run.</summary>
    public static Section Of(RunFiles run) =>
        new(
            "origin",
            "Make it again",
            Join(
                run.Origin is { Command.Count: > 0 } origin
                    ? RepeatedCommand.OfRun(
                        origin.CommandLine,
                        origin.Program,
                        run.Directory is { } directory ? Path.GetFileName(directory.Root) : run.Result.Name
                    )
                    : null,
                Tables.Pairs([
                    ("Seed", $"{run.Result.Seed}"),
                    ("Begun", Numbers.Date(run.Origin?.StartedAt)),
                    ("Duration", Duration(run.Result)),
                    ("Peak memory", run.Result.PeakMemoryBytes is { } bytes ? Numbers.Short(bytes, "B") : null),
                    .. Named(run.Origin?.Versions),
                    .. Named(run.Origin?.Machine),
                    .. Continued(run.Origin),
                    ("Precision", run.Result.Precision?.Words),
                    (
                        "Unreadable images",
                        run.Result.UnreadableImages.Count > 0 ? $"{run.Result.UnreadableImages.Count}, left out" : null
                    ),
                ])
            )
        );

    /// <summary>Known names with readable titles; others as they are.</summary>
    public static IEnumerable<(string Name, Markup? Value)> Named<T>(T? record) =>
        RecordTexts
            .Of(record)
            .Select(static entry => (_titles.GetValueOrDefault(entry.Name, entry.Name), (Markup?)entry.Value));

    // A run that began on one machine and continued on another.
    private static IEnumerable<(string Name, Markup? Value)> Continued(RunOrigin? origin) =>
        origin is not { Machine: not null }
            ? []
            : origin.Machines.Zip(origin.Machines.Skip(1), static (before, machine) =>
                ("Continued", (Markup?)$"{Numbers.Date(machine.Since)}: {string.Join(", ", before.Changes(machine))}")
            );

    private static Markup? Duration(RunResult run) =>
        run.Seconds is { Total: { } total } seconds
            ? $"{Numbers.Duration(total)} ({string.Join(", ", Parts(seconds))})"
            : null;

    private static IEnumerable<string> Parts(TrainingTimes seconds) =>
        from part in new[]
        {
            (Name: PhaseName.Slim, Value: seconds.Slim),
            (Name: PhaseName.FineTune, Value: seconds.Finetune),
        }
        where part.Value is not null
        select $"{part.Name} {Numbers.Duration(part.Value)}";
}
