using System.Diagnostics;
using GsFramework.Campaign.Runs;
using SharpFuzz;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>A copy of this program in which the product's code tells of every branch that it takes.</summary>
internal static class InstrumentedCopy
{
    // The readers are in these, and in libraries that others test.
    private static readonly string[] _assemblies = ["GsFramework.Core", "GsFramework.Graph", "gs"];

    /// <summary>Makes it beside this program.</summary>
    /// <returns>The path of its main assembly.</returns>
    /// <exception cref="UserException">It cannot be made.</exception>
    public static string Make()
    {
        var origin = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var copy = $"{origin}.instrumented";
        Folders.Remove(copy);

        // Links, since libtorch has half a gigabyte.
        using (var linking = Process.Start("cp", ["--archive", "--link", origin, copy]))
        {
            linking.WaitForExit();
            if (linking.ExitCode != 0)
            {
                throw new UserException($"The program cannot be copied to '{copy}'.");
            }
        }

        foreach (var name in _assemblies)
        {
            var assembly = Path.Combine(copy, $"{name}.dll");

            // A file of its own, or the original would be instrumented too.
            File.Delete(assembly);
            File.Delete(Path.ChangeExtension(assembly, "pdb"));
            File.Copy(Path.Combine(origin, $"{name}.dll"), assembly);
            _ = Fuzzer.Instrument(assembly, static _ => true, Options.Value);
        }

        return Path.Combine(copy, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location));
    }
}
