using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Quantization;

/// <summary>Makes the quantisation term known.</summary>
public sealed class QuantizationModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, QuantizationTerm, QuantizationOptions>(
            QuantizationTerm.Key,
            "trains through quantised weights and activations"
        );
}
