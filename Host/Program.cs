using GsFramework.Core.Processes;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;

namespace GsFramework.Host;

internal static class Program
{
    internal static int Main(string[] arguments)
    {
        NativeMemory.KeepFreed();
        using var interruption = new Interruption();
        return new Application(Terminal.OfProcess(), interruption.Token).Run(arguments);
    }
}
