using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Methods.WaveletDistillation;

/// <summary>Makes the term known.</summary>
public sealed class WaveletDistillationModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, WaveletDistillationTerm, WaveletDistillationOptions>(
            WaveletDistillationTerm.Key,
            "absolute difference of the high-frequency wavelet bands of student's and teacher's images"
        );
}
