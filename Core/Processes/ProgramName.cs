using System.Reflection;

namespace GsFramework.Core.Processes;

/// <summary>The words with which this program was started, for commands that are to work as they are read.</summary>
internal static class ProgramName
{
    /// <summary>What the documentation calls it.</summary>
    public const string Usual = "gs";

    private static readonly Lazy<string> _text = new(static () =>
        Assembly.GetEntryAssembly()?.GetName().Name == Usual
            ? Of(
                Parent(),
                Environment.ProcessPath ?? "",
                Environment.GetCommandLineArgs(),
                Environment.CurrentDirectory,
                Environment.GetEnvironmentVariable("PATH") ?? ""
            )
            : Usual
    );

    /// <summary>The words, quoted for a shell in the working directory.</summary>
    public static string Text => _text.Value;

    /// <summary>Finds the words.</summary>
    /// <param name="parent">The command line of the process that started this one; empty when it is not known.</param>
    /// <param name="process">The file that runs: the program's own, or <c>dotnet</c>.</param>
    /// <param name="arguments">The program's file, then its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="path">Folders in which a shell looks for programs.</param>
    internal static string Of(
        IReadOnlyList<string> parent,
        string process,
        IReadOnlyList<string> arguments,
        string folder,
        string path
    )
    {
        string[] own = [.. arguments.Skip(1)];
        IReadOnlyList<string> words =
            IsRunOf(parent, own) ? [Short(parent[0], folder, path), .. parent.Take(parent.Count - own.Length).Skip(1)]
            : Path.GetFileNameWithoutExtension(process) == "dotnet"
                ? [Short(process, folder, path), Short(arguments[0], folder, "")]
            : [Short(process, folder, path)];
        return string.Join(' ', words.Select(Shell.Quoted));
    }

    // 'dotnet run … -- ARGUMENTS' starts the program with these arguments.
    private static bool IsRunOf(IReadOnlyList<string> parent, string[] own) =>
        parent.Count > own.Length + 1
        && Path.GetFileNameWithoutExtension(parent[0]) == "dotnet"
        && parent[1] == "run"
        && parent.Skip(parent.Count - own.Length).SequenceEqual(own);

    // A program that the shell finds by its name needs no path.
    private static string Short(string file, string folder, string path)
    {
        var name = Path.GetFileName(file);
        if (!Path.IsPathRooted(file))
        {
            return file;
        }

        if (
            path.Split(Path.PathSeparator).Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists)
                is { } found
            && Real(found) == Real(file)
        )
        {
            return name;
        }

        var relative = Path.GetRelativePath(folder, file);
        return relative.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? relative
            : Path.Combine(".", relative);
    }

    private static string Real(string file) =>
        (File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName : null)
        ?? Path.GetFullPath(file);

    private static string[] Parent()
    {
        try
        {
            // The second field is a name in brackets, which may hold anything.
            var status = File.ReadAllText("/proc/self/stat");
            var parent = status[(status.LastIndexOf(')') + 2)..].Split(' ')[1];
            return File.ReadAllText($"/proc/{parent}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
        {
            // Not on this system.
            return [];
        }
    }
}
