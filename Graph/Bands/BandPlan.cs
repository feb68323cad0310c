namespace GsFramework.Graph.Bands;

/// <summary>
/// How a network is computed for an image that is too large to be computed at once: which maps are kept as a whole, and
/// in which order. A map is kept where a norm needs it, whose moments are known only when all of it was computed; where
/// several layers read it and it is dear to compute; and between convolutions, before their reaches add up to much. All
/// others are computed from these, band by band, whenever they are read.
/// </summary>
internal sealed class BandPlan
{
    // Each convolution on the way adds its reach to both sides of a band.
    private const int MostConvolutions = 4;

    private readonly NetworkGraph _graph;
    private readonly Dictionary<string, Origin> _origins = [];

    /// <summary>Plans a network for an image.</summary>
    /// <exception cref="GraphException">It does not take images of this size.</exception>
    public BandPlan(NetworkGraph graph, ImageSize size)
    {
        _graph = graph;
        Shapes = graph.Shapes(size);
        _origins[NetworkGraph.InputName] = new([NetworkGraph.InputName], 0, 0);
        var passes = new List<BandPass>();
        if (Moments(NetworkGraph.InputName) is { Count: > 0 } measured)
        {
            passes.Add(
                new(
                    NetworkGraph.InputName,
                    IsStored: false,
                    IsWhole: false,
                    measured,
                    Reads: new HashSet<string>(),
                    RowBytes(NetworkGraph.InputName)
                )
            );
        }

        foreach (var node in graph.Nodes)
        {
            var origin = OriginOf(node);
            var readers = Readers(node.Name).ToArray();
            measured = Moments(node.Name);
            var isWhole = NeedsWhole(node);
            var isStored =
                isWhole
                || readers.Any(NeedsWhole)
                || readers.Any(reader => reader.Layer is IMomentLayer && !IsPooling(reader))
                || (readers.Length > 1 && origin.IsDear)
                || origin.Convolutions >= MostConvolutions;
            if (isStored || measured.Count > 0 || node == graph.Output)
            {
                passes.Add(new(node.Name, isStored, isWhole, measured, origin.Maps, origin.BytesPerRow));
            }

            _origins[node.Name] = isStored ? new([node.Name], 0, 0) : origin;
        }

        Passes = passes;
    }

    /// <summary>What comes of every layer for the whole image.</summary>
    public IReadOnlyDictionary<string, FeatureShape> Shapes { get; }

    /// <summary>The passes, in order; the last makes the network's output.</summary>
    public IReadOnlyList<BandPass> Passes { get; }

    /// <summary>The rows that a layer's inputs have for rows of its output; null where it needs all of them.</summary>
    public RowReach? Reach(GraphNode node) => node.Layer.Reach([.. node.Inputs.Select(name => Shapes[name])]);

    /// <summary>True for a layer that needs nothing but the moments of its input.</summary>
    public bool IsPooling(GraphNode node) => node.Layer is IMomentLayer && Reach(node) is null;

    /// <summary>The most bytes of stored maps that are there at a time.</summary>
    public long MapBytes()
    {
        var (kept, most) = (0L, 0L);
        var left = LastReaders();
        for (var pass = 0; pass < Passes.Count; pass++)
        {
            kept += Passes[pass].IsStored ? Bytes(Passes[pass].Name) : 0;
            most = Math.Max(most, kept);
            kept -= left[pass].Sum(Bytes);
        }

        return most;
    }

    /// <summary>For each pass the stored maps that no later one reads.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LastReaders()
    {
        var last = new Dictionary<string, int>();
        for (var pass = 0; pass < Passes.Count; pass++)
        {
            foreach (var map in Passes[pass].Reads)
            {
                last[map] = pass;
            }
        }

        last.Remove(NetworkGraph.InputName);
        var maps = last.ToLookup(static pair => pair.Value, static pair => pair.Key);
        return [.. Enumerable.Range(0, Passes.Count).Select(pass => (string[])[.. maps[pass]])];
    }

    /// <summary>Bytes of a map.</summary>
    public long Bytes(string name) => RowBytes(name) * Shapes[name].Height;

    private long RowBytes(string name) => sizeof(float) * (long)Shapes[name].Channels * Shapes[name].Width;

    private bool NeedsWhole(GraphNode node) => node.Layer is not IMomentLayer && Reach(node) is null;

    private List<string> Moments(string name) =>
        [.. Readers(name).Where(static reader => reader.Layer is IMomentLayer).Select(static reader => reader.Name)];

    // Those that read its values, once for each input.
    private IEnumerable<GraphNode> Readers(string name) =>
        from node in _graph.Nodes
        from input in Enumerable.Range(0, node.Inputs.Count)
        where node.Inputs[input] == name && node.Layer.ReadsValues(input)
        select node;

    private Origin OriginOf(GraphNode node)
    {
        // What a pooling makes is known by then.
        if (IsPooling(node))
        {
            return new([], 0, RowBytes(node.Name));
        }

        var inputs = node
            .Inputs.Where((_, input) => node.Layer.ReadsValues(input))
            .Select(name => _origins[name])
            .ToArray();
        var isConvolution = Reach(node) is { Rows: > 0 };
        return new(
            [.. inputs.SelectMany(static input => input.Maps)],
            inputs.Select(static input => input.Convolutions).DefaultIfEmpty(0).Max() + (isConvolution ? 1 : 0),
            RowBytes(node.Name) + inputs.Sum(static input => input.BytesPerRow)
        );
    }

    // From which stored maps a layer is computed, through how many layers that see neighbours.
    private sealed record Origin(HashSet<string> Maps, int Convolutions, long BytesPerRow)
    {
        // Elementwise layers behind one map are cheaper to compute twice than to keep.
        public bool IsDear => Maps.Count > 1 || (Maps.Count == 1 && Convolutions > 0);
    }
}
