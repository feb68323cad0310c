using Autofac;
using GsFramework.Launching;
using GsFramework.Parts;

namespace GsFramework.Slurm;

/// <summary>Makes the launcher known that hands runs to Slurm.</summary>
public sealed class SlurmModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<IRunLauncher, SlurmLauncher, SlurmOptions>(
            "slurm",
            "an array of jobs for each level of runs, and a last job that gathers"
        );
}
