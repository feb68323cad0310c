using GsFramework.Campaign.Cluster;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>The Slurm of the tests.</summary>
internal static class SlurmFacts
{
    /// <summary>The one that all tests share; without one the test is skipped.</summary>
    public static TestSlurm Shared()
    {
        var slurm = TestSlurm.Given;
        Assert.SkipWhen(
            slurm is null,
            $"There is no Slurm here: eng/slurm.sh starts one, and {TestSlurm.Variable} names its folder."
        );
        return slurm!;
    }
}
