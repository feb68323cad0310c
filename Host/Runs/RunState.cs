using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary><c>state.json</c>: how a run began, and what is done.</summary>
/// <param name="path">The file.</param>
/// <param name="check">Is called before it is written.</param>
internal sealed class RunState(string path, Action? check = null)
{
    private const string OriginNote = "run";
    private const string BudgetNote = "budget";
    private const string PrecisionNote = "precision";

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>How the run began; null in a directory in which none has.</summary>
    /// <exception cref="UserException">The file is damaged; so for all below.</exception>
    public RunOrigin? Origin
    {
        get => Read<RunOrigin>(OriginNote);
        set => Write(OriginNote, value);
    }

    /// <summary>How the precision was chosen; null in notes of before it was.</summary>
    public PrecisionRecord? Precision
    {
        get => Read<PrecisionRecord>(PrecisionNote);
        set => Write(PrecisionNote, value);
    }

    /// <summary>How far a method's search is.</summary>
    public SearchRecord? Search
    {
        get => Read<SearchRecord>(PhaseName.Search);
        set => Write(PhaseName.Search, value);
    }

    /// <summary>What was decided on the length of fine-tuning.</summary>
    public BudgetRecord? Budget
    {
        get => Read<BudgetRecord>(BudgetNote);
        set => Write(BudgetNote, value);
    }

    /// <summary>The end of a teacher's training.</summary>
    public TeacherRecord? Teacher
    {
        get => Read<TeacherRecord>(PhaseName.Teacher);
        set => Write(PhaseName.Teacher, value);
    }

    /// <summary>What a finished phase has noted; null when it is not finished.</summary>
    public PhaseRecord? Phase(string name) => Read<PhaseRecord>(name);

    /// <summary>The same of a phase that must be finished.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public PhaseRecord Finished(string name) =>
        Phase(name) ?? throw RecordJson.Damaged(path, $"it has no note of '{name}', though a later phase is done.");

    /// <summary>Notes that a phase is finished, or with null that it is not.</summary>
    public void Phase(string name, PhaseRecord? note) => Write(name, note);

    private T? Read<T>(string name)
        where T : class =>
        !File.Exists(path) ? null
        : RecordJson.ReadObject(path)[name] is { } note ? RecordJson.As<T>(note, path, name)
        : null;

    private void Write<T>(string name, T? note)
        where T : class
    {
        check?.Invoke();
        var notes = File.Exists(path) ? RecordJson.ReadObject(path) : [];
        if (note is null)
        {
            if (!notes.Remove(name))
            {
                return;
            }
        }
        else
        {
            notes[name] = JsonSerializer.SerializeToNode(note, RecordJson.Format);
        }

        AtomicFile.WriteAllText(path, notes.ToJsonString(RecordJson.Format) + "\n");
    }
}
