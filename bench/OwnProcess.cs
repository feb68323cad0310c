using System.Diagnostics;

namespace GsFramework.Bench;

/// <summary>Further processes of this program.</summary>
internal static class OwnProcess
{
    /// <summary>How to start one.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        // 'dotnet GsFramework.Bench.dll' names the assembly first.
        var path = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? [typeof(OwnProcess).Assembly.Location]
            : [];
        return new ProcessStartInfo(path, assembly.Concat(arguments));
    }
}
