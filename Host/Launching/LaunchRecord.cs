using GsFramework.Core.Interchange;

namespace GsFramework.Host.Launching;

/// <summary><c>launch.json</c>: what was handed over last.</summary>
/// <param name="Launcher">To what: <c>slurm</c>.</param>
/// <param name="Jobs">The names of the jobs there.</param>
/// <param name="Tasks">The numbers of the runs.</param>
internal sealed record LaunchRecord(string Launcher, IReadOnlyList<string> Jobs, IReadOnlyList<int> Tasks)
{
    private const string FileName = "launch.json";

    /// <summary>Reads that of a folder; null where nothing was handed over.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static LaunchRecord? Read(string root) =>
        Path.Combine(root, FileName) is var path && File.Exists(path)
            ? RecordJson.Read<LaunchRecord>(path, "Remove it when no job of it is left in the queue.")
            : null;

    /// <summary>Writes it.</summary>
    public void Write(string root) => AtomicFile.WriteAllText(Path.Combine(root, FileName), RecordJson.Text(this));
}
