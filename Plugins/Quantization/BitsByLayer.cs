using System.IO.Enumeration;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Quantization;

/// <summary>Which bits each convolution of a generator has.</summary>
/// <param name="options">The term's.</param>
internal sealed class BitsByLayer(QuantizationOptions options)
{
    private const int MostNames = 12;

    // A name is no pattern, and the longer a pattern the less it means by chance.
    private readonly (string Pattern, LayerBits Bits)[] _layers =
    [
        .. options
            .Layers.OrderBy(static layer => layer.Key.AsSpan().IndexOfAny('*', '?') >= 0)
            .ThenByDescending(static layer => layer.Key.Length)
            .ThenBy(static layer => layer.Key, StringComparer.Ordinal)
            .Select(static layer => (layer.Key, layer.Value)),
    ];

    /// <summary>Tests that each name and pattern has a convolution.</summary>
    /// <exception cref="UserException">One has none.</exception>
    public void Check(NetworkGraph generator)
    {
        string[] names =
        [
            .. generator.Nodes.Where(static node => node.Layer is IConvolution).Select(static node => node.Name),
        ];
        var strangers = _layers.Where(layer => !names.Any(name => Fits(layer.Pattern, name))).ToArray();
        if (strangers.Length > 0)
        {
            throw new UserException(
                $"objective.terms.{QuantizationTerm.Key}.layers: the generator has no convolution "
                    + $"{string.Join(", ", strangers.Select(static layer => $"'{layer.Pattern}'"))}. It has "
                    + string.Join(", ", names.Take(MostNames))
                    + (names.Length > MostNames ? $" and {names.Length - MostNames} more; gs cost lists them." : ".")
            );
        }
    }

    /// <summary>The bits of a convolution: weights, and activations, 0 for fp32.</summary>
    public (int Weights, int Activations) Of(string name)
    {
        var found = _layers.FirstOrDefault(layer => Fits(layer.Pattern, name)).Bits;
        var weights = found?.WeightBits ?? options.WeightBits;
        return (weights, weights == 0 ? 0 : found?.ActivationBits ?? options.ActivationBits ?? 0);
    }

    private static bool Fits(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
