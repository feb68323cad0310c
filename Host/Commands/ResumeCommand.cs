using System.CommandLine;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary><c>gs resume RUN_DIR</c>. The work is in <see cref="Verbs.Resume"/>.</summary>
internal static class ResumeCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("RUN_DIR") { Description = "The directory of a run." };
        var plugins = CommonOptions.Plugins();
        var accept = CommonOptions.AcceptPlugins();
        var from = new Option<string?>("--from")
        {
            HelpName = "PHASE",
            Description =
                "Run this phase of a compression and all after it again, and keep what earlier ones left. Their "
                + "files are replaced.",
        };
        from.AcceptOnlyFromAmong(
            PhaseName.Slim,
            PhaseName.Extract,
            PhaseName.FineTune,
            PhaseName.Evaluate,
            PhaseName.Export,
            PhaseName.Latency,
            PhaseName.Report
        );
        var json = CommonOptions.Json();
        var command = new Command("resume", "Continue a run from its last checkpoint, or run it again from a phase.")
        {
            directory,
            from,
            plugins,
            accept,
            json,
        };
        command.SetAction(line =>
            run(context =>
                Verbs.Resume(
                    new ResumeArguments(
                        line.GetRequiredValue(directory),
                        line.GetRequiredValue(plugins),
                        line.GetValue(accept),
                        line.GetValue(json)
                    )
                    {
                        From = line.GetValue(from),
                    },
                    context
                )
            )
        );
        return command;
    }
}
