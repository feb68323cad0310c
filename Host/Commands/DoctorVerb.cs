using GsFramework.Core.Processes;
using GsFramework.Host.Diagnosis;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>doctor</c>.</summary>
internal static class DoctorVerb
{
    public static void Run(IReadOnlyList<string> pluginFolders, bool json, VerbContext context)
    {
        var report = Doctor.Examine(pluginFolders);
        if (json)
        {
            context.Terminal.Output.WriteLine(DoctorJson.Write(report));
        }
        else
        {
            DoctorText.Write(context.Terminal, report);
        }

        context.ExitCode = report.Trusted ? ExitCode.Done : ExitCode.WrongInput;
    }
}
