using Serilog;
using TorchSharp;

namespace GsFramework.Host.Runs;

/// <summary>Notes on which machine a run continues.</summary>
internal static class RunMachine
{
    /// <summary>Warns when a run continues on a machine that rounds in another way, and notes that machine.</summary>
    public static void Continue(RunDirectory directory, torch.Device device, ILogger log)
    {
        if (directory.State.Origin is not { Machine: not null } origin)
        {
            return;
        }

        var now = MachineRecord.Now(device);
        var changes = origin.Machines.Last().Changes(now).ToArray();
        if (changes.Length == 0)
        {
            return;
        }

        log.Warning(
            "The run continues where rounding may differ: {Changes}. Its result will not be the same to the last bit "
                + "as that of a run on one machine",
            string.Join(", ", changes)
        );
        directory.State.Origin = origin with
        {
            Continued = [.. origin.Continued ?? [], now with { Since = RunOrigin.Second(DateTime.UtcNow) }],
        };
    }
}
