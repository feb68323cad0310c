using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Runs;

/// <summary>The paths of one run, and its notes of what is done.</summary>
internal sealed class RunDirectory(string root)
{
    /// <summary>The note of what kind of run this is.</summary>
    public const string KindNote = "run";

    /// <summary>The <c>verb</c> in that note of a comparison.</summary>
    public const string Comparison = "compare";

    private const string NotesName = "state.json";
    private const string LockName = "run.lock";

    private bool _wasThere;

    public string Root { get; } = Path.GetFullPath(root);

    public string ResolvedConfiguration => Path.Combine(Root, "config.resolved.json");

    /// <summary>The plugins with which the run began.</summary>
    public string PluginLock => Path.Combine(Root, Core.Composition.PluginLock.FileName);

    public string Model => Path.Combine(Root, "model");

    public string Discriminator => Path.Combine(Root, "discriminator");

    public string Result => Path.Combine(Root, "result.json");

    /// <summary>The folder of files for other programs.</summary>
    public string Export => Path.Combine(Root, "export");

    public string Extracted => Path.Combine(Root, "checkpoints", "extracted");

    public string Checkpoint(string phase) => Path.Combine(Root, "checkpoints", $"{phase}.safetensors");

    /// <summary>The notes of what is done.</summary>
    public string Notes => Path.Combine(Root, NotesName);

    /// <summary>The page that tells of the run.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>The folder of single images.</summary>
    public string Pictures => Path.Combine(Root, "pictures");

    /// <summary>One of them.</summary>
    /// <param name="image">The image's name; a '/' in it is a folder.</param>
    /// <param name="kind">Which: input, teacher, compact or truth.</param>
    public string Picture(string image, string kind) => Path.Combine(Pictures, image, $"{kind}.png");

    public string Sample(string name) => Path.Combine(Root, "samples", $"{name}.png");

    /// <summary>Tests that a new run may begin here. Nothing is written.</summary>
    /// <exception cref="UserException">It holds something already.</exception>
    public void CheckFree()
    {
        if (File.Exists(Root))
        {
            throw new UserException($"'{Root}' is a file. Give another folder with --out.");
        }

        if (Directory.Exists(Root) && Directory.EnumerateFileSystemEntries(Root).Any())
        {
            throw new UserException(File.Exists(ResolvedConfiguration)
                ? FinishedRun.Is(this) ? $"'{Root}' holds a finished run. Remove it, or give another folder with --out."
                : $"'{Root}' holds another run. Continue it with '{Shell.Command("resume", Root)}', or give another folder with --out."
                : $"'{Root}' is not empty. Give another folder with --out.");
        }
    }

    /// <summary>Tests that a run has begun here.</summary>
    /// <exception cref="UserException">None has.</exception>
    public void CheckBegun()
    {
        var reason = File.Exists(Root) ? $"'{Root}' is a file, not a run directory."
            : !Directory.Exists(Root) ? $"'{Root}' does not exist."
            : !File.Exists(ResolvedConfiguration) ? $"'{Root}' is no run directory: it has no config.resolved.json."
            : null;
        if (reason is not null)
        {
            throw new UserException($"{reason} Give the folder that 'gs compress' or 'gs teacher' wrote.");
        }
    }

    /// <inheritdoc cref="Create(IReadOnlyList{string})"/>
    public IDisposable Create() => Create(["checkpoints", "samples"]);

    /// <summary>Makes the directory for a new run.</summary>
    /// <param name="folders">Folders to make in it.</param>
    /// <returns>What <see cref="Hold"/> gives.</returns>
    /// <exception cref="UserException">It cannot be written, or another run has begun there meanwhile.</exception>
    public IDisposable Create(IReadOnlyList<string> folders)
    {
        _wasThere = Directory.Exists(Root);
        IDisposable? hold = null;
        try
        {
            Directory.CreateDirectory(Root);
            hold = Hold();
            if (Directory.EnumerateFileSystemEntries(Root).Any(static path => Path.GetFileName(path) != LockName))
            {
                hold.Dispose();
                throw new UserException($"Another run has begun in '{Root}'. Give another folder with --out.");
            }

            foreach (var folder in folders)
            {
                Directory.CreateDirectory(Path.Combine(Root, folder));
            }

            var probe = Path.Combine(Root, ".probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return hold;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            hold?.Dispose();
            throw new UserException($"The run directory '{Root}' cannot be written: {fault.Message} Give another folder with --out.", fault);
        }
    }

    /// <summary>Keeps other programs out of the directory until it is disposed, or this program ends.</summary>
    /// <exception cref="UserException">Another program holds it.</exception>
    public IDisposable Hold()
    {
        var path = Path.Combine(Root, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException fault) when (File.Exists(path))
        {
            throw new UserException($"Another program is at work in '{Root}'. Wait until it has ended, or give another folder.", fault);
        }
    }

    /// <summary>True while another program holds the directory. Nothing is written to find out.</summary>
    public bool IsHeld
    {
        get
        {
            try
            {
                new FileStream(Path.Combine(Root, LockName), FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
                return false;
            }
            catch (FileNotFoundException)
            {
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>True when there is nothing in the directory that took work to make.</summary>
    public bool IsBarren => !File.Exists(MetricsLog.In(Root))
        && new DirectoryInfo(Path.Combine(Root, "checkpoints")) is { Exists: true } checkpoints
        && !checkpoints.EnumerateFileSystemInfos().Any();

    /// <summary>Takes away what <see cref="Create()"/> and a run that never began have made.</summary>
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
                entry.Delete();
            }

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

    /// <summary>What a finished phase noted down, or null when it is not finished.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="keys">What its note must have.</param>
    /// <exception cref="UserException">The notes were damaged.</exception>
    public JsonObject? Note(string phase, params string[] keys)
    {
        var note = ReadNotes()[phase] as JsonObject;
        return note is not null && keys.FirstOrDefault(key => note[key] is null) is { } missing
            ? throw new UserException(
                $"'{Notes}' is damaged: the note of '{phase}' has no '{missing}'. Restore it, or start the run again in another folder.")
            : note;
    }

    /// <summary>Notes that a phase is finished.</summary>
    public void Finish(string phase, JsonObject note)
    {
        var notes = ReadNotes();
        notes[phase] = note;
        AtomicFile.WriteAllText(Notes, notes.ToJsonString(_indented));
    }

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private JsonObject ReadNotes() => File.Exists(Notes) ? ReadObject(Notes) : [];

    /// <summary>Reads a JSON file of a run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">What it must have.</param>
    /// <exception cref="UserException">It was damaged.</exception>
    public static JsonObject ReadObject(string path, params string[] keys)
    {
        try
        {
            var read = JsonNode.Parse(File.ReadAllText(path))?.AsObject() ?? throw new JsonException("It is empty.");
            return keys.FirstOrDefault(key => read[key] is null) is { } missing
                ? throw new JsonException($"It has no '{missing}'.")
                : read;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new UserException($"'{path}' is damaged: {JsonFault.Text(fault)} Restore it, or start the run again in another folder.", fault);
        }
    }
}
