using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs quickstart</c>.</summary>
internal static class QuickstartCommand
{
    public static Command Create(VerbRunner run)
    {
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description =
                $"The run directory; {QuickstartVerb.Folder}/runs/ink-gs8, or runs/smoke there, when it is not given.",
        };
        var smoke = CommonOptions.Smoke();
        var json = CommonOptions.Json();
        var command = new Command(
            "quickstart",
            $"Compress the generator that comes with the program, with its images, in the new folder "
                + $"{QuickstartVerb.Folder}."
        )
        {
            output,
            smoke,
            json,
        };
        command.SetAction(line =>
            run(context =>
                QuickstartVerb.Run(line.GetValue(output), line.GetValue(smoke), line.GetValue(json), context)
            )
        );
        return command;
    }
}
