using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs translate MODEL IN OUT</c>.</summary>
internal static class TranslateCommand
{
    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.Model();
        var source = new Argument<string>("IN") { Description = "An image, or a folder of images." };
        var target = new Argument<string>("OUT") { Description = "The image or folder to write." };
        var force = CommonOptions.Force("Overwrite files of OUT; the images of IN are never overwritten.");
        var plugins = CommonOptions.Plugins();
        var command = new Command("translate", "Send images through a model.") { model, source, target, force, plugins };
        command.SetAction(line => run(context => ModelVerbs.Translate(
            new TranslateArguments(
                line.GetRequiredValue(model),
                line.GetRequiredValue(source),
                line.GetRequiredValue(target),
                line.GetRequiredValue(plugins),
                line.GetValue(force)),
            context)));
        return command;
    }
}
