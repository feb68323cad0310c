using GsFramework.Slurm;
using GsFramework.Testing;
using GsFramework.Tests.Plugins.Slurm;

namespace GsFramework.Tests.Conformance;

[Collection(nameof(OwnEnvironment))]
public sealed class SlurmConformance : LauncherConformance<SlurmModule>
{
    private readonly WorkingSlurm _slurm = new();

    protected override string Key => "slurm";

    protected override string Options => """{ "cpus": 2, "partition": "main", "time": "20" }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "time": "soon" }""", """{ "extra": ["--array=0-3"] }""", """{ "cpus": 0 }"""];

    protected override IReadOnlyList<string> RefusedOptions =>
        [$$"""{ "partition": "{{WorkingSlurm.NoPartition}}" }"""];

    protected override void Work() => _slurm.Work();

    protected override bool Refuse(int taken)
    {
        _slurm.Taken = taken;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _slurm.Dispose();
    }
}
