using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>Arguments and options that several verbs have. Each call makes one, since it belongs to its verb.</summary>
internal static class CommonOptions
{
    // Each takes a stack of its own, and a slip of the finger must not take the machine.
    private const int MostThreads = 1024;

    public static Argument<string> Config() => new("CONFIG") { Description = "The configuration: a JSON file." };

    public static Argument<string> Model() =>
        new("MODEL") { Description = "A model: a folder with graph.json and weights.safetensors." };

    public static Argument<string> ModelOrFile() =>
        new("MODEL")
        {
            Description = "A model: a folder with graph.json and weights.safetensors, or an .onnx file of 'gs export'.",
        };

    public static Option<string?> Out() =>
        new("--out", "-o") { HelpName = "DIR", Description = "The run directory; runs/NAME when it is not given." };

    public static Option<bool> Smoke() =>
        new(RunOrigin.SmokeOption)
        {
            Description =
                "Run all phases with a few steps on a few images, to see in seconds that everything works.",
        };

    public static Option<bool> Plan() =>
        new("--plan")
        {
            Description =
                "Try a few steps of every phase and print the time, memory and room on the disk that the run "
                + "would take. Nothing is begun, and nothing is left behind.",
        };

    /// <summary><c>--jobs</c>.</summary>
    /// <param name="what">What is run side by side, as the first word of a sentence.</param>
    public static Option<int> Jobs(string what) =>
        new("--jobs", "-j")
        {
            HelpName = "N",
            Description = $"{what} at a time, each with its share of the cores.",
            DefaultValueFactory = static _ => 1,
            Validators =
            {
                static result =>
                {
                    if (
                        result.Tokens.Count > 0
                        && !(int.TryParse(result.Tokens[0].Value, out var count) && count is >= 1 and <= 256)
                    )
                    {
                        result.AddError("--jobs: expected a number from 1 to 256.");
                    }
                },
            },
        };

    public static Option<string?> Launcher() =>
        new("--launcher")
        {
            HelpName = "NAME",
            Description =
                "What starts the runs: local for this machine, none to print the command lines and start nothing, or "
                + "the launcher of a plugin, such as slurm, with the options of the section 'launcher'.",
        };

    public static Option<bool> Retry() =>
        new(Launches.Retry)
        {
            Description =
                "With --gather: hand over again what was killed or has failed less than three times. The last job of "
                + "a launch does this.",
        };

    public static Option<bool> Json() =>
        new("--json") { Description = "Print the result as JSON on standard output, and nothing else there." };

    public static Option<bool> Force(string description) => new("--force") { Description = description };

    public static Option<int> Threads() =>
        Number(
            "--threads",
            "N",
            "Threads of the processor; all cores when it is not given.",
            0,
            least: 0,
            most: MostThreads
        );

    /// <summary>A whole number with a default.</summary>
    public static Option<int> Number(
        string name,
        string helpName,
        string description,
        int usual,
        int least,
        int most = int.MaxValue
    ) =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            DefaultValueFactory = _ => usual,
            Validators = { NotBelow(least), NotAbove(most) },
        };

    /// <summary>Refuses smaller numbers.</summary>
    public static Action<OptionResult> NotBelow(int least) =>
        result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value < least)
            {
                result.AddError($"{result.Option.Name} {value}: expected a whole number from {least}.");
            }
        };

    /// <summary>Refuses larger numbers.</summary>
    public static Action<OptionResult> NotAbove(int most) =>
        result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value > most)
            {
                result.AddError($"{result.Option.Name} {value}: expected a whole number of at most {most}.");
            }
        };

    public static Option<string[]> Set() =>
        new("--set")
        {
            HelpName = "PATH=VALUE",
            Description =
                "Set a value over the file and the environment, such as training:slim:steps=100. May be given often.",
            DefaultValueFactory = static _ => [],
            Validators = { RefuseWithoutValue },
        };

    public static Option<bool> AcceptPlugins() =>
        new(RunPluginLock.Accept)
        {
            Description =
                "Continue although plugins are not those with which the run began. The change is noted in its "
                + "plugins.lock.json.",
        };

    public static Option<string[]> Plugins() =>
        new("--plugins")
        {
            HelpName = "DIR",
            Description = "A further folder of plugins. May be given often; GS_PLUGINS lists folders too.",
            DefaultValueFactory = static _ => [],
        };

    private static void RefuseWithoutValue(OptionResult result)
    {
        foreach (
            var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
        )
        {
            result.AddError($"--set {token.Value}: expected path:to:key=value, such as training:slim:steps=100.");
        }
    }

    /// <summary><c>--port</c> of a page that is served on this machine.</summary>
    public static Option<int> Port() =>
        new("--port")
        {
            HelpName = "N",
            Description = "The port of 127.0.0.1 to serve on; one that is free when it is not given.",
            Validators = { RefuseImpossiblePort },
        };

    private static void RefuseImpossiblePort(OptionResult result)
    {
        if (
            result.Tokens is [{ Value: var text }]
            && int.TryParse(text, out var port)
            && port is < 0 or > IPEndPoint.MaxPort
        )
        {
            result.AddError(
                $"--port {port}: expected a number from 1 to {IPEndPoint.MaxPort}, or 0 for one that is free."
            );
        }
    }
}
