using GsFramework.Core.Interchange;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>Whether what a run has read is still there and the same, as far as its record says.</summary>
internal static class Inputs
{
    /// <summary>Tests it.</summary>
    /// <exception cref="UserException">Something is missing, or is another.</exception>
    public static void Check(RunRecord record, RunContext run)
    {
        List<string> faults = [.. HeldImages.Changes(run, record.Directory.Root)];
        if (
            TeacherBytes(record) is { } then
            && run.Options.Model.Teacher is { } teacher
            && ModelFolder.WeightBytes(teacher) is var now
            && now != then
        )
        {
            faults.Add($"the weights of the teacher in '{teacher}' had {then} bytes, and have {now}");
        }

        if (faults.Count > 0)
        {
            throw new UserException(
                $"What the run in '{record.Directory.Root}' has read is not what is there now:\n"
                    + string.Join('\n', faults.Select(static fault => $"  {fault}"))
                    + "\nPut it back as it was; the run cannot be replayed with anything else."
            );
        }
    }

    /// <summary>What cannot be tested, since the record does not hold it.</summary>
    public static IReadOnlyList<string> NotChecked(RunRecord record)
    {
        var notes = new List<string>();
        var names = File.Exists(Path.Combine(record.Directory.Root, HeldImages.FileName));
        notes.Add(
            names
                ? "which training images there were, and the content of all images"
                : "which images there were, and their content"
        );
        if (!record.IsTeacher)
        {
            notes.Add(
                TeacherBytes(record) is null
                    ? "the weights of the networks with which the run began"
                    : "the weights of the networks with which the run began, but for the size of the teacher's file"
            );
        }

        if (!File.Exists(record.Directory.PluginLock))
        {
            notes.Add("the files of the plugins");
        }

        if (record.Origin.Machine?.Arithmetic is null)
        {
            notes.Add("the arithmetic with which the run computed");
        }

        return notes;
    }

    private static long? TeacherBytes(RunRecord record) => record.Result?.Bytes.Dense;
}
