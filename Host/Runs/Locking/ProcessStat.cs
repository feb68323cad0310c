using System.Diagnostics;
using System.Globalization;

namespace GsFramework.Host.Runs.Locking;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="State">A letter; Z for one that has ended, and whose parent has not asked for its exit code.</param>
/// <param name="Started">When it was started, in ticks since the machine was.</param>
internal sealed record ProcessStat(int Pid, char State, long Started)
{
    private const int StateField = 0;
    private const int StartedField = 19;

    /// <summary>This process; null but on Linux.</summary>
    public static ProcessStat? Self => Read("self");

    /// <summary>A process; null where there is none, or nobody may know.</summary>
    public static ProcessStat? Of(int pid) => Read(pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>True where there is a process of this number, also one of which nobody may know more.</summary>
    public static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static ProcessStat? Read(string pid)
    {
        // The name of the program stands between brackets, and may hold spaces and brackets.
        if (
            SystemText.Of($"/proc/{pid}/stat") is not { } text
            || text.LastIndexOf(')') is not (> 0 and var end)
            || text.IndexOf(' ', StringComparison.Ordinal) is not (> 0 and var space)
            || text[(end + 1)..].TrimStart().Split(' ') is not { Length: > StartedField } rest
        )
        {
            return null;
        }

        return int.TryParse(text[..space], CultureInfo.InvariantCulture, out var number)
            && long.TryParse(rest[StartedField], CultureInfo.InvariantCulture, out var started)
            ? new ProcessStat(number, rest[StateField][0], started)
            : null;
    }
}
