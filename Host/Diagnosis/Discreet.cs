using System.Text.RegularExpressions;

namespace GsFramework.Host.Diagnosis;

/// <summary>Takes what is personal out of texts that will be read by others: folders, the user's name and the
/// machine's.</summary>
internal static partial class Discreet
{
    private const int ShortestName = 3;

    // What these hold is the same on every machine.
    private static readonly string[] _systems =
    [
        "/proc/",
        "/sys/",
        "/dev/",
        "/etc/",
        "/usr/",
        "/lib/",
        "/lib64/",
        "/opt/",
    ];

    /// <summary>A text whose absolute paths are relative to the working directory, the program or the home folder, or
    /// cut short.</summary>
    public static string Text(string text)
    {
        foreach (var (folder, word) in Folders())
        {
            text = Regex.Replace(text, $@"{Regex.Escape(folder)}(?=$|[/\\\s:;,.'""()\]])", word);
        }

        return AbsolutePath().Replace(text, static match => Short(match.Value));
    }

    /// <summary>The value of a variable, without names either.</summary>
    public static string Value(string value) =>
        new[] { (System.Environment.UserName, "USER"), (System.Environment.MachineName, "HOST") }
            .Where(static name => name.Item1.Length >= ShortestName)
            .Aggregate(Text(value), static (text, name) =>
                Regex.Replace(text, $@"(?<!\w){Regex.Escape(name.Item1)}(?!\w)", name.Item2)
            );

    private static IEnumerable<(string Folder, string Word)> Folders() =>
        new[]
        {
            (Folder: Trimmed(System.Environment.CurrentDirectory), Word: "."),
            (Folder: Trimmed(AppContext.BaseDirectory), Word: "(program)"),
            (
                Folder: Trimmed(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile)),
                Word: "~"
            ),
        }
            .Where(static place => place.Folder.Length > 1)
            .OrderByDescending(static place => place.Folder.Length);

    private static string Trimmed(string folder) => folder.TrimEnd('/', '\\');

    private static string Short(string path) =>
        _systems.Any(system => path.StartsWith(system, StringComparison.Ordinal))
            ? path
            : $"…/{string.Join('/', Names(path).TakeLast(2).Select(Nameless))}";

    private static string[] Names(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Nameless(string part) =>
        part == System.Environment.UserName || part == System.Environment.MachineName ? "…" : part;

    [GeneratedRegex(@"(?<=^|[\s:;=,'""(\[])/[^\s:;,'""()\]]+")]
    private static partial Regex AbsolutePath();
}
