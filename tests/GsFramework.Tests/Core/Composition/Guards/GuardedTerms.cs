using System.Text.Json;
using GsFramework.Core.Composition.Guards;
using GsFramework.Terms;

namespace GsFramework.Tests.Core.Composition.Guards;

/// <summary>Terms of tests as the objective takes them.</summary>
internal static class GuardedTerms
{
    /// <summary>A term under a key that its class tells: <c>channel-pruning</c> of <c>ChannelPruningTerm</c>.</summary>
    public static GuardedTerm Of(ICompressionTerm term) =>
        new(
            term,
            term is INamedTerm named
                ? named.Name
                : JsonNamingPolicy.KebabCaseLower.ConvertName(
                    term.GetType().Name.Replace("Term", "", StringComparison.Ordinal)
                )
        );
}

/// <summary>A term of a test with a key of its own.</summary>
internal interface INamedTerm : ICompressionTerm
{
    /// <summary>The key.</summary>
    string Name { get; }
}
