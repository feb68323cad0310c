using System.Text.RegularExpressions;
using GsFramework.Core.Composition.Lock;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Runs.Locking;
using Serilog;

namespace GsFramework.Host.Runs;

/// <summary>The paths of one run, and its notes of what is done.</summary>
internal sealed partial class RunDirectory(string root)
{
    private const string StateName = "state.json";
    private const string LockName = "run.lock";
    private const string ProbeName = ".probe";
    private const string CostsName = "costs.json";

    private static readonly string[] _beginningFolders = ["checkpoints", "samples", "runs"];
    private static readonly string[] _beginningFiles =
    [
        LockName,
        StateName,
        ProbeName,
        "plugins.lock.json",
        "images.json",
        "log.jsonl",
        CostsName,
    ];

    private bool _wasThere;
    private RunLock? _hold;

    public string Root { get; } = Path.GetFullPath(root);

    public string ResolvedConfiguration => Path.Combine(Root, "config.resolved.json");

    /// <summary>The plugins with which the run began.</summary>
    public string PluginLock => Path.Combine(Root, Core.Composition.Lock.PluginLock.FileName);

    public string Model => Path.Combine(Root, "model");

    public string Discriminator => Path.Combine(Root, "discriminator");

    public string Result => Path.Combine(Root, "result.json");

    /// <summary>What layers cost, where a target was in costs.</summary>
    public string Costs => Path.Combine(Root, CostsName);

    /// <summary>The scores of single test images.</summary>
    public string Scores => Path.Combine(Root, "scores.csv");

    /// <summary>The folder of files for other programs.</summary>
    public string Export => Path.Combine(Root, "export");

    public string Extracted => Path.Combine(Root, "checkpoints", "extracted");

    private string LockPath => Path.Combine(Root, LockName);

    public string Checkpoint(string phase) => Path.Combine(Root, "checkpoints", $"{phase}.safetensors");

    /// <summary>How the run began, and what is done.</summary>
    public RunState State => new(Path.Combine(Root, StateName), CheckHeld);

    /// <summary>The page that tells of the run.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>The folder of single images.</summary>
    public string Pictures => Path.Combine(Root, "pictures");

    /// <summary>That of the images that came out worst.</summary>
    public string WorstPictures => Path.Combine(Root, "pictures-worst");

    /// <summary>That of the images in the middle between worst and best.</summary>
    public string MedianPictures => Path.Combine(Root, "pictures-median");

    /// <summary>One of <see cref="Pictures"/>.</summary>
    /// <inheritdoc cref="Picture(string, string, string)"/>
    public string Picture(string image, string kind) => Picture(Pictures, image, kind);

    /// <summary>A picture in a folder of them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="image">The image's name; a '/' in it is a folder.</param>
    /// <param name="kind">Which: input, teacher, compact or truth.</param>
    public static string Picture(string folder, string image, string kind) =>
        Path.Combine(folder, image, $"{kind}.png");

    public string Sample(string name) => Path.Combine(Root, "samples", $"{name}.png");

    /// <summary>Removes the pictures of a phase.</summary>
    public void RemoveSamples(string name)
    {
        var folder = Path.Combine(Root, "samples");
        foreach (
            var sample in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{name}*.png").ToArray() : []
        )
        {
            RemoveFile(sample);
        }
    }

    /// <summary>Removes a file that may be there.</summary>
    /// <exception cref="UserException">It cannot be removed.</exception>
    public static void RemoveFile(string path) => Removing(path, () => File.Delete(path));

    /// <summary>Removes a folder that may be there, with all that is in it.</summary>
    /// <inheritdoc cref="RemoveFile"/>
    public static void RemoveFolder(string path) => Removing(path, () =>
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        });

    private static void Removing(string path, Action remove)
    {
        try
        {
            remove();
        }
        catch (DirectoryNotFoundException) { }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"'{path}' cannot be removed: {fault.Message} Give yourself the right to write there.",
                fault
            );
        }
    }

    /// <summary>Tests that a new run may begin here. Nothing is written.</summary>
    /// <exception cref="UserException">It holds something already.</exception>
    public void CheckFree()
    {
        if (File.Exists(Root))
        {
            throw new UserException($"'{Root}' is a file. Give another folder with --out.");
        }

        if (Directory.Exists(Root) && !IsBeginning)
        {
            throw new UserException(
                File.Exists(ResolvedConfiguration)
                    ? FinishedRun.Is(this)
                        ? $"'{Root}' holds a finished run. Remove it, or give another folder with --out."
                        : $"'{Root}' holds another run. Continue it with '{Shell.Command("resume", Root)}', or give "
                            + $"another folder with --out."
                    : $"'{Root}' is not empty. Give another folder with --out."
            );
        }
    }

    // A process that was killed while it made the directory has left no more than this, and nothing that took work to
    // make.
    private bool IsBeginning =>
        !Directory.Exists(Root)
        || Directory
            .EnumerateFileSystemEntries(Root)
            .All(static path =>
                Directory.Exists(path)
                    ? _beginningFolders.Contains(Path.GetFileName(path))
                        && !Directory.EnumerateFileSystemEntries(path).Any()
                    : _beginningFiles.Contains(Path.GetFileName(path)) || Remains().IsMatch(Path.GetFileName(path))
            );

    /// <summary>Removes halves of files that processes which were killed have left.</summary>
    public void RemoveRemains()
    {
        foreach (
            var path in Directory
                .EnumerateFiles(Root, ".*.tmp", SearchOption.AllDirectories)
                .Where(static path => Remains().IsMatch(Path.GetFileName(path)))
                .ToArray()
        )
        {
            RemoveFile(path);
        }
    }

    /// <summary>Tests that a run has begun here.</summary>
    /// <exception cref="UserException">None has.</exception>
    public void CheckBegun()
    {
        var reason =
            File.Exists(Root) ? $"'{Root}' is a file, not a run directory."
            : !Directory.Exists(Root) ? $"'{Root}' does not exist."
            : File.Exists(ResolvedConfiguration) ? null
            : IsBeginning && State.Origin is { } origin
                ? $"The run in '{Root}' was stopped before it had begun. Begin it again: {origin.CommandLine}"
            : $"'{Root}' is no run directory: it has no config.resolved.json.";
        if (reason is not null)
        {
            throw new UserException(
                IsBeginning ? reason : $"{reason} Give the folder that 'gs compress' or 'gs teacher' wrote."
            );
        }
    }

    /// <summary>Makes the directory for a new run.</summary>
    /// <param name="folders">Folders to make in it; null for those of a run that trains.</param>
    /// <param name="log">Is told when there is something to wait for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What <see cref="Hold"/> gives.</returns>
    /// <exception cref="UserException">It cannot be written, or another run has begun there meanwhile.</exception>
    public RunLock Create(
        IReadOnlyList<string>? folders = null,
        ILogger? log = null,
        CancellationToken cancellation = default
    )
    {
        _wasThere = Directory.Exists(Root);
        RunLock? hold = null;
        try
        {
            Directory.CreateDirectory(Root);
            hold = Hold(log, cancellation);
            if (!IsBeginning)
            {
                hold.Dispose();
                throw new UserException($"Another run has begun in '{Root}'. Give another folder with --out.");
            }

            foreach (var folder in folders ?? ["checkpoints", "samples"])
            {
                Directory.CreateDirectory(Path.Combine(Root, folder));
            }

            var probe = Path.Combine(Root, ProbeName);
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return hold;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            hold?.Dispose();
            throw new UserException(
                $"The run directory '{Root}' cannot be written: {fault.Message} Give another folder with --out.",
                fault
            );
        }
    }

    /// <summary>Keeps other programs out of the directory until it is disposed, or this program ends. Where one on
    /// another machine holds it, this waits to see whether that one still lives.</summary>
    /// <param name="log">Is told when there is something to wait for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RunHeldException">Another program holds it.</exception>
    /// <exception cref="UserException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public RunLock Hold(ILogger? log = null, CancellationToken cancellation = default)
    {
        try
        {
            return _hold = RunLock.Take(
                LockPath,
                new LockOptions
                {
                    Waits = holder =>
                        log?.Information(
                            "{Directory} is held by {Holder}; waiting to see whether it still lives",
                            Root,
                            holder.ToString()
                        ),
                    Cancellation = cancellation,
                }
            );
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            throw AtomicFile.Explain(LockPath, fault);
        }
    }

    /// <summary>Says that a lock which was taken by another object of this directory is this one's too.</summary>
    public void KeptBy(RunLock hold) => _hold = hold;

    /// <summary>Tests, before something is written that took work to make, that a directory which was held still
    /// is: this process may have stood still, and another program have taken over.</summary>
    /// <exception cref="RunLostException">It is not.</exception>
    public void CheckHeld() => _hold?.Check();

    /// <summary>The plugin call within which the last process here ended; null when it ended otherwise.</summary>
    public string? LastCall => RunLock.Left(LockPath);

    /// <summary>Who holds the directory, or held it when it ended without a word; null where nobody does, or that
    /// cannot be read.</summary>
    public LockHolder? Holder
    {
        get
        {
            try
            {
                return LockHolder.Read(LockPath);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc cref="RunLock.IsHeld"/>
    public bool IsHeld => RunLock.IsHeld(LockPath);

    /// <summary>True when there is nothing in the directory that took work to make.</summary>
    public bool HasNoWork =>
        !File.Exists(MetricsLog.In(Root))
        && new DirectoryInfo(Path.Combine(Root, "checkpoints")) is { Exists: true } checkpoints
        && !checkpoints.EnumerateFileSystemInfos().Any();

    /// <summary>Takes away what <see cref="Create"/> and a run that never began have made.</summary>
    public void Abandon()
    {
        try
        {
            foreach (var entry in new DirectoryInfo(Root).EnumerateDirectories())
            {
                entry.Delete(recursive: true);
            }

            foreach (var entry in new DirectoryInfo(Root).EnumerateFiles())
            {
                if (entry.Name != LockName)
                {
                    entry.Delete();
                }
            }

            // Another program may begin here from now on, and a folder that is not empty stays.
            _hold?.Dispose();
            if (!_wasThere)
            {
                Directory.Delete(Root);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The reason why the run did not begin is the fault to report.
        }
    }

    // The names that AtomicFile writes to first.
    [GeneratedRegex(@"^\..+\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Remains();
}
