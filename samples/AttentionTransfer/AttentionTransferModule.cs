using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Samples.AttentionTransfer;

/// <summary>Makes the two terms known.</summary>
public sealed class AttentionTransferModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, AttentionTransferTerm, AttentionTransferOptions>(
            AttentionTransferTerm.Key,
            "squared difference of the unit maps of where layers of student and teacher are active"
        );
        builder.RegisterPart<ICompressionTerm, SimilarityTerm, SimilarityOptions>(
            SimilarityTerm.Key,
            "squared difference of how alike a batch's images are to layers of student and teacher"
        );
    }
}
