using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs teacher CONFIG</c>.</summary>
internal static class TeacherCommand
{
    public static Command Create(VerbRunner run)
    {
        var config = CommonOptions.Config();
        var output = CommonOptions.Out();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var smoke = CommonOptions.Smoke();
        var json = CommonOptions.Json();
        var command = new Command("teacher", "Train a dense teacher from two folders of images by CycleGAN or CartoonGAN (teacher.method).")
        {
            config, output, sets, plugins, smoke, json,
        };
        command.SetAction(line => run(context => Verbs.Teacher(
            new RunArguments(
                new ConfigurationArguments(
                    line.GetRequiredValue(config), line.GetRequiredValue(sets), line.GetRequiredValue(plugins)),
                line.GetValue(output),
                line.GetValue(smoke),
                line.GetValue(json)),
            context)));
        return command;
    }
}
