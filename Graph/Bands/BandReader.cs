using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Bands;

/// <summary>Computes rows of any layer's output from the maps that are stored and the moments that are known.</summary>
internal sealed class BandReader(
    GraphModule module,
    BandPlan plan,
    MapStore store,
    IReadOnlyDictionary<string, ImageMoments> moments,
    Func<int, int, Tensor> image
)
{
    private readonly HashSet<string> _stored =
    [
        .. plan.Passes.Where(static pass => pass.IsStored).Select(static pass => pass.Name),
    ];

    private readonly HashSet<string> _shared =
    [
        .. module
            .Graph.Nodes.SelectMany(static node => node.Inputs)
            .CountBy(static name => name)
            .Where(static pair => pair.Value > 1)
            .Select(static pair => pair.Key),
    ];

    // Of the band at hand: what several layers read is computed once.
    private readonly Dictionary<(string Name, int From, int To), Tensor> _known = [];

    /// <summary>Computes rows for a pass. They belong to the caller's scope.</summary>
    /// <returns>(1, C, rows, W).</returns>
    public Tensor Compute(BandPass pass, int from, int to)
    {
        using var scope = NewDisposeScope();
        var rows =
            pass.Name == NetworkGraph.InputName ? image(from, to)
            : pass.IsWhole ? Whole(module.Graph[pass.Name])
            : Computed(module.Graph[pass.Name], from, to);
        foreach (var known in _known.Values.Where(known => !ReferenceEquals(known, rows)))
        {
            known.Dispose();
        }

        _known.Clear();
        return rows.MoveToOuterDisposeScope();
    }

    private Tensor Rows(string name, int from, int to)
    {
        if (name == NetworkGraph.InputName)
        {
            return image(from, to);
        }

        if (_stored.Contains(name))
        {
            return store.Read(name, from, to);
        }

        if (!_shared.Contains(name))
        {
            return Computed(module.Graph[name], from, to);
        }

        if (!_known.TryGetValue((name, from, to), out var rows))
        {
            rows = Computed(module.Graph[name], from, to).DetachFromDisposeScope();
            _known[(name, from, to)] = rows;
        }

        // A handle of its own: the known tensor outlives the scope that reads it.
        return rows.alias();
    }

    private Tensor Computed(GraphNode node, int from, int to)
    {
        using var scope = NewDisposeScope();
        var shapes = node.Inputs.Select(name => plan.Shapes[name]).ToArray();
        var state = module.State(node.Name);
        if (plan.IsPooling(node))
        {
            var pixel = zeros(1, shapes[0].Channels, 1, 1);
            return ((IMomentLayer)node.Layer).Forward(pixel, moments[node.Name], state).MoveToOuterDisposeScope();
        }

        var reach = plan.Reach(node)!;
        var made = plan.Shapes[node.Name].Height;
        var height = Height(node, shapes) ?? made;
        var (first, last) = reach.Read(from, to, height);
        var inputs = new Tensor[node.Inputs.Count];
        for (var input = 0; input < inputs.Length; input++)
        {
            inputs[input] = Input(node, input, shapes[input]);
        }

        var rows =
            node.Layer is IMomentLayer layer
                ? layer.Forward(inputs[0], moments[node.Name], state)
                : node.Layer.Forward(inputs, state);
        var skipped = from - reach.Made(first);
        var wanted = skipped == 0 && rows.shape[2] == to - from ? rows : rows.narrow(2, skipped, to - from);
        return wanted.MoveToOuterDisposeScope();

        Tensor Input(GraphNode node, int input, FeatureShape shape)
        {
            if (!node.Layer.ReadsValues(input))
            {
                // As many rows as come out of those of the others.
                var end = last == height ? made : reach.Made(last);
                var count = shape.Height == made ? end - reach.Made(first) : shape.Height;
                return zeros(1).expand(1, shape.Channels, count, shape.Width);
            }

            return IsSpread(shape, made) ? Rows(node.Inputs[input], 0, 1) : Rows(node.Inputs[input], first, last);
        }
    }

    private Tensor Whole(GraphNode node)
    {
        using var scope = NewDisposeScope();
        var inputs = node.Inputs.Select(
            (name, input) =>
            {
                var shape = plan.Shapes[name];
                return node.Layer.ReadsValues(input)
                    ? Rows(name, 0, shape.Height)
                    : zeros(1).expand(1, shape.Channels, shape.Height, shape.Width);
            }
        );
        return node.Layer.Forward([.. inputs], module.State(node.Name)).MoveToOuterDisposeScope();
    }

    // Of the input whose rows the layer's reach counts.
    private static int? Height(GraphNode node, FeatureShape[] shapes) =>
        shapes
            .Where((_, input) => node.Layer.ReadsValues(input))
            .Select(static shape => (int?)shape.Height)
            .DefaultIfEmpty(null)
            .Max();

    // A value for each channel, which counts for every row.
    private static bool IsSpread(FeatureShape shape, int made) => shape.Height == 1 && made > 1;
}
