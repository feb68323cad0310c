using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>What pages and tables call models: by what they are to one another, which their folders rarely
/// say.</summary>
internal static class ModelNames
{
    private const string Dense = "dense";

    // Names of folders that say nothing: 'gs compress' writes runs/NAME/model.
    private static readonly string[] _plainNames = ["model", "generator"];

    /// <summary>A name of each, no two the same: <c>dense</c> of the teacher of another one; of a compressed one its
    /// method, such as <c>gs-8</c>, or its run where several have that method; of any other its file or
    /// folder.</summary>
    /// <param name="given">Files and folders.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> given)
    {
        var runs = given.Select(static path => Directory.Exists(path) ? RunFacts.Of(path) : null).ToArray();
        var methods = runs.Select(Method).ToArray();
        var teachers = runs.Select(Teacher).OfType<string>().ToHashSet();
        var names = new List<string>();
        foreach (var (path, index) in given.Select(static (path, index) => (path, index)))
        {
            var name =
                Hash(path) is { } hash && teachers.Contains(hash) ? Dense
                : methods[index] is { } method && methods.Count(other => other == method) == 1 ? method
                : OfPath(path);
            names.Add(Free(name, names));
        }

        return names;
    }

    private static string? Method(RunFacts? run) =>
        Known(run, static facts => facts.Origin.Method is { Length: > 0 } method ? method : null);

    private static string? Teacher(RunFacts? run) =>
        Known(run, static facts => Hash(RecordedConfiguration.Read(facts.Directory).Model?.Teacher ?? ""));

    private static string? Hash(string folder) =>
        Directory.Exists(folder) ? Known(folder, static path => ModelFolder.WeightsHash(path)) : null;

    // A damaged record costs a name and nothing else.
    private static string? Known<T>(T? source, Func<T, string?> read)
        where T : class
    {
        try
        {
            return source is null ? null : read(source);
        }
        catch (UserException)
        {
            return null;
        }
    }

    private static string OfPath(string given)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
        var name = Directory.Exists(given) ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(path);
        return _plainNames.Contains(name) && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } parent
            ? parent
            : name;
    }

    private static string Free(string name, List<string> taken)
    {
        var free = name;
        for (var number = 2; taken.Contains(free); number++)
        {
            free = $"{name} ({number})";
        }

        return free;
    }
}
