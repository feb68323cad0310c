using System.Text.RegularExpressions;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The files of kept features, and the room that they may take. Several processes may use a folder at once: a file that
/// one reads stays readable when another deletes it, and one that is gone is made again.
/// </summary>
internal static partial class KeptFeatures
{
    private const string Within = "features";

    private static readonly TimeSpan _abandoned = TimeSpan.FromDays(1);

    /// <summary>The file of a key.</summary>
    public static string PathOf(string folder, string key) => Path.Combine(folder, Within, $"{key}.safetensors");

    /// <summary>Takes note that a file was used.</summary>
    public static void Touch(string path) => Try(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));

    /// <summary>Deletes the files that were not used for longest, until the others take no more than that many
    /// bytes.</summary>
    /// <param name="folder">The folder of the features. What else is in it is left alone.</param>
    /// <param name="mostBytes">Room for all files.</param>
    /// <param name="newest">A file that stays in any case.</param>
    public static void MakeRoom(string folder, long mostBytes, string newest) =>
        Try(() =>
        {
            var files = new DirectoryInfo(Path.Combine(folder, Within)).GetFiles();
            long used = 0;
            foreach (
                var file in files
                    .Where(static file => Kept().IsMatch(file.Name))
                    .OrderByDescending(file => file.FullName == Path.GetFullPath(newest))
                    .ThenByDescending(static file => file.LastWriteTimeUtc)
            )
            {
                Try(() =>
                {
                    used += file.Length;
                    if (used > mostBytes && file.FullName != Path.GetFullPath(newest))
                    {
                        used -= file.Length;
                        file.Delete();
                    }
                });
            }

            // What a process that was killed has begun to write.
            foreach (
                var file in files.Where(static file =>
                    Begun().IsMatch(file.Name) && DateTime.UtcNow - file.LastWriteTimeUtc > _abandoned
                )
            )
            {
                Try(file.Delete);
            }
        });

    [GeneratedRegex("^[0-9a-f]{64}\\.safetensors$", RegexOptions.CultureInvariant)]
    private static partial Regex Kept();

    [GeneratedRegex("^\\.[0-9a-f]{64}\\.safetensors\\.[0-9a-f]{32}\\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Begun();

    // To keep something and to clean up is no duty: another process may have been faster, or the folder may be
    // read-only.
    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException) { }
    }
}
