using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(VerbRunner run)
    {
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "doctor",
            "Test this machine, its libraries and the plugins, and say whether a run can be trusted here."
        )
        {
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context => DoctorVerb.Run(line.GetRequiredValue(plugins), line.GetValue(json), context))
        );
        return command;
    }
}
