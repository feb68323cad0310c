using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Comparison;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Launching;

/// <summary>A disk that is full, as a quota makes one: a small disk in memory that only the test's processes
/// see.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly string[] _ownMounts = ["unshare", "--user", "--map-root-user", "--mount"];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_plan_that_has_no_room_is_not_there_at_all_and_a_run_continues_when_there_is_room_again()
    {
        var disk = Directory.CreateDirectory(_project["disk"]).FullName;
        Assert.SkipUnless(
            GsProcess.Shell(disk, "mount -t tmpfs -o size=64k none .", _ownMounts).ExitCode == 0,
            "Users may not mount a disk here."
        );

        // A hundred runs are a plan of some hundred kilobytes.
        var output = Path.Combine(disk, "out");
        string[] few = [.. ShortComparison.Terms, "comparison:methods:0=gs-32"];
        var line = Words(_project.Line("compare", output, few));
        var many = Words(
            _project.Line(
                "compare",
                output,
                [.. few, .. Enumerable.Range(1, 100).Select(static seed => $"comparison:seeds:{seed}={seed + 10}")]
            )
        );
        var gs = GsProcess.Shell(
            _project["data"],
            $"""
            mount -t tmpfs -o size=200k none '{disk}'
            gs {many} --launcher none >/dev/null; echo "plan $?"
            find '{output}' -name 'plan.jsonl' -o -name '*.tmp'
            rm -rf '{output}'; mount -o remount,size=50m '{disk}'
            gs {line} --launcher none >/dev/null; echo "second plan $?"
            history='{output}/tasks/gs-32-1.5x-s3.jsonl'
            head -c $((4096 - $(stat -c %s "$history"))) /dev/zero | tr '\0' '\n' >>"$history"
            cat /dev/zero >'{disk}/filling' 2>/dev/null
            gs compare-task '{output}' --index 0 >/dev/null; echo "full $?"
            stat -c 'history %s' "$history"
            rm '{disk}/filling'
            gs compare-task '{output}' --index 0 >/dev/null 2>&1; echo "room $?"
            """,
            _ownMounts
        );

        TestContext.Current.TestOutputHelper?.WriteLine(gs.Error);
        Assert.Equal(
            ["plan 2", "second plan 0", "full 2", "history 4096", "room 0"],
            gs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        foreach (var file in new[] { "plan.jsonl", "gs-32-1.5x-s3.jsonl" })
        {
            Assert.Contains(
                $"{file}' cannot be written. The disk is full. Free some space, or choose a folder on another disk.",
                gs.Error,
                StringComparison.Ordinal
            );
        }
    }

    private static string Words(IEnumerable<string> line) =>
        string.Join(' ', line.Select(static word => $"'{word}'"));
}
