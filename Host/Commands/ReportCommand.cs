using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs report DIR…</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(VerbRunner run)
    {
        var directories = new Argument<string[]>("DIR")
        {
            Description = "The directory of a finished run or of a comparison; several runs to see them side by side.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write; report.html in the directory, or side-by-side.html, when it is not "
                + "given.",
        };
        var live = new Option<bool>("--live")
        {
            Description = "Serve the page on this machine and follow the run while it trains, until Ctrl+C.",
        };
        var port = CommonOptions.Port();
        var command = new Command(
            "report",
            "Write the page of a run, of several, or of a comparison: one HTML file, to be opened from the disk."
        )
        {
            directories,
            output,
            live,
            port,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(live)
                && (result.GetValue(directories)?.Length > 1 || result.GetValue(output) is not null)
            )
            {
                result.AddError("--live follows one run and writes no file. Give one directory, without --out.");
            }
            else if (!result.GetValue(live) && result.GetResult(port) is { Implicit: false })
            {
                result.AddError("--port is about --live. Give that too, or leave it out.");
            }
        });
        command.SetAction(line =>
            run(context =>
            {
                var given = line.GetRequiredValue(directories);
                if (line.GetValue(live))
                {
                    LiveReportVerb.Run(given[0], line.GetValue(port), context);
                }
                else
                {
                    ReportVerb.Run(given, line.GetValue(output), context);
                }
            })
        );
        return command;
    }
}
