using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary>The verbs by what somebody wants to do, and an example of each: for <c>--help</c> and the page of
/// commands.</summary>
internal static class CommandGroups
{
    private static readonly (string Title, string[] Verbs)[] _groups =
    [
        (
            "Compress and compare",
            ["quickstart", "compress", "resume", "compare", "sweep", "compare-task", "status", "teacher"]
        ),
        ("Models and files", ["translate", "demo", "export", "import"]),
        ("Look and measure", ["report", "evaluate", "sensitivity", "benchmark", "cost", "verify"]),
        ("Plugins, configuration and this machine", ["config", "plugins", "doctor", "completion"]),
    ];

    private static readonly Dictionary<string, string> _examples = new()
    {
        ["benchmark"] = "benchmark assets/teachers/ink/generator runs/ink-gs8/model",
        ["benchmark-memory"] = "benchmark-memory runs/ink-gs8/model",
        ["commands"] = "commands -o docs/commands.md",
        ["compare"] = "compare configs/compare-ink-small.json --jobs 2",
        ["compare-task"] = "compare-task runs/ink-small --index 0",
        ["completion"] = "completion bash",
        ["compress"] = "compress configs/quickstart.json --out runs/ink-gs8",
        ["config init"] = "config init my.json",
        ["config recipes"] = "config recipes",
        ["config reference"] = "config reference -o docs/configuration.md",
        ["config schema"] = "config schema -o gsframework.schema.json",
        ["config validate"] = "config validate my.json",
        ["cost"] = "cost runs/ink-gs8/model --size 256",
        ["demo"] = "demo assets/teachers/ink/generator runs/ink-gs8/model",
        ["doctor"] = "doctor",
        ["evaluate"] = "evaluate runs/ink-gs8/model configs/quickstart.json",
        ["export"] = "export runs/ink-gs8/model --format onnx-int8 -o ink.onnx",
        ["import"] = "import latest_net_G.pth --model cyclegan-resnet -o models/horse2zebra",
        ["plugins list"] = "plugins list",
        ["plugins lock"] = "plugins lock configs/quickstart.json",
        ["plugins show"] = "plugins show quantization",
        ["quickstart"] = "quickstart",
        ["report"] = "report runs/ink-gs8",
        ["resume"] = "resume runs/ink-gs8 --from finetune",
        ["sensitivity"] = "sensitivity runs/ink-gs8/model configs/quickstart.json",
        ["status"] = "status runs/ink-small",
        ["sweep"] = "sweep configs/sweep-ink.json --jobs 2",
        ["teacher"] = "teacher configs/teacher-ink.json --out runs/teacher-ink",
        ["translate"] = "translate runs/ink-gs8/model photos drawings",
        ["verify"] = "verify runs/ink-gs8 --steps 20",
    };

    /// <summary>The groups with their verbs, in order. One that no group names is among the last.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<Command> Verbs)> Of(RootCommand program)
    {
        var verbs = program.Subcommands.Where(static verb => !verb.Hidden).ToArray();
        var named = _groups.SelectMany(static group => group.Verbs).ToHashSet();
        return _groups.Select(group =>
            (
                group.Title,
                (IReadOnlyList<Command>)
                    [
                        .. group.Verbs.SelectMany(name => verbs.Where(verb => verb.Name == name)),
                        .. group == _groups[^1] ? verbs.Where(verb => !named.Contains(verb.Name)) : [],
                    ]
            )
        );
    }

    /// <summary>An example of a command, without the name of the program; null for one that only has others below
    /// it.</summary>
    public static string? Example(Command command) => _examples.GetValueOrDefault(Path(command));

    /// <summary>A command's name with those above it, such as <c>config init</c>.</summary>
    public static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand
            ? $"{Path(above)} {command.Name}"
            : command.Name;
}
