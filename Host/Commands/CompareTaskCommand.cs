using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compare-task DIR --index N</c>.</summary>
internal static class CompareTaskCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("DIR") { Description = "The folder of a comparison or a sweep." };
        var index = CommonOptions.Number("--index", "N", "The run's number: its line in plan.jsonl, from 0.", 0, 0);
        index.Required = true;
        var command = new Command(
            "compare-task",
            "Carry out one run of a plan: begin it, continue it from its checkpoint, or do nothing where it is "
                + "finished. This is what a scheduler starts."
        )
        {
            directory,
            index,
        };
        command.SetAction(line =>
            run(context => CompareTaskVerb.Run(line.GetRequiredValue(directory), line.GetValue(index), context))
        );
        return command;
    }
}
