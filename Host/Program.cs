using GsFramework.Core.Processes;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;

namespace GsFramework.Host;

internal static class Program
{
    internal static int Main(string[] arguments)
    {
        if (OpenFiles.Fault(OpenFiles.Limit) is { } fault)
        {
            Console.Error.WriteLine($"error: {fault}");
            return ExitCode.WrongInput;
        }

        ProcessSettings.Apply();
        using var interruption = new Interruption();
        return new Application(Terminal.OfProcess(), interruption.Token).Run(arguments);
    }
}
