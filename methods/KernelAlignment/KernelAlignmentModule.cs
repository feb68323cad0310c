using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Methods.KernelAlignment;

/// <summary>Makes the term known.</summary>
public sealed class KernelAlignmentModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, KernelAlignmentTerm, KernelAlignmentOptions>(
            KernelAlignmentTerm.Key,
            "how little the kernels of student's and teacher's features are aligned over a batch (CAT)"
        );
}
