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
            Description = "The file to write; report.html in the directory, or side-by-side.html, when it is not given.",
        };
        var command = new Command(
            "report",
            "Write the page of a run, of several, or of a comparison: one HTML file, to be opened from the disk."
        )
        {
            directories,
            output,
        };
        command.SetAction(line =>
            run(context => ReportVerb.Run(line.GetRequiredValue(directories), line.GetValue(output), context))
        );
        return command;
    }
}
