using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs report DIR</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("DIR")
        {
            Description = "The directory of a finished run or of a comparison.",
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write; report.html in the directory when it is not given.",
        };
        var command = new Command(
            "report",
            "Write the page of a run or a comparison: one HTML file, to be opened from the disk."
        )
        {
            directory,
            output,
        };
        command.SetAction(line =>
            run(context => ReportVerb.Run(line.GetRequiredValue(directory), line.GetValue(output), context))
        );
        return command;
    }
}
