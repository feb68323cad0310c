using System.IO.Enumeration;
using GsFramework;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.NMSparsity;

/// <summary>A kernel that becomes sparse.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Axis">Its axis of input channels.</param>
/// <param name="Group">M.</param>
internal sealed record SparseKernel(string Name, int Axis, int Group)
{
    /// <summary>The kernels of a network: those of the chosen layers that read at least M channels.</summary>
    /// <exception cref="UserException">There are none.</exception>
    public static IReadOnlyList<SparseKernel> Of(NetworkGraph graph, NMSparsityOptions options)
    {
        bool Chosen(string layer) => Matches(options.Layers, layer) && !Matches(options.Except, layer);
        SparseKernel[] kernels =
        [
            .. from entry in graph.Parameters()
            let axis = entry.Parameter.Axes.ToList().IndexOf(ChannelAxis.In)
            where entry.Parameter.Role == ParameterRole.Weight && axis >= 0 && Chosen(entry.Node.Name)
            where entry.Parameter.Shape[axis] >= options.M
            select new SparseKernel(entry.Name, axis, options.M),
        ];
        return kernels.Length > 0
            ? kernels
            : throw new UserException(
                $"objective.terms.{NMSparsityTerm.Key}: no convolution of the compact generator that layers and "
                    + $"except leave reads {options.M} channels or more. "
                    + "Choose other layers or a smaller m, or turn the term off."
            );
    }

    /// <summary>1 for the weights with the largest absolute values of each group, 0 for the others. The last group of
    /// channels that are no multiple of M is a smaller one, of which as many are kept.</summary>
    /// <param name="weights">The dense weights.</param>
    /// <param name="keep">How many of a group are kept.</param>
    public Tensor Mask(Tensor weights, int keep)
    {
        using var scope = NewDisposeScope();
        var size = weights.movedim([Axis], [-1]).abs();
        var channels = size.shape[^1];
        var missing = (Group - (channels % Group)) % Group;
        var groups = nn
            .functional.pad(size, [0, missing], PaddingModes.Constant, -1)
            .unflatten(size.dim() - 1, [-1, Group]);
        var largest = groups.topk(keep, -1).indexes;
        var mask = zeros_like(groups, dtype: ScalarType.Bool)
            .scatter_(-1, largest, ones_like(largest, dtype: ScalarType.Bool));
        return mask.flatten(size.dim() - 1).narrow(-1, 0, channels).movedim([-1], [Axis]).MoveToOuterDisposeScope();
    }

    private static bool Matches(IEnumerable<string> patterns, string name) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
