using System.Diagnostics;

namespace GsFramework.Tests.Packages;

/// <summary>Runs <c>dotnet</c> as on somebody else's machine.</summary>
internal static class DotNet
{
    // What the build around these tests says to its own processes.
    private static readonly string[] _foreign = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "COVERLET", "GS_"];

    /// <summary>Runs a command and fails with its output unless it succeeds.</summary>
    /// <param name="home">Where it keeps what it would keep in the user's home, such as installed templates.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>What it wrote.</returns>
    public static string Run(string home, string folder, params string[] arguments)
    {
        var (code, output) = Try(home, folder, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>Runs a command that may fail.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static (int Code, string Output) Try(string home, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // Servers that outlive the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output.Result : $"{output.Result}\n{error.Result}");
    }

    private static bool IsForeign(string name) =>
        _foreign.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
