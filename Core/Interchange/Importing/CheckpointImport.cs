using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.Importing;

/// <summary>
/// Finds out whether tensors are the weights of an architecture, and of which of its networks. Nothing here knows any
/// architecture: what one has to say of checkpoints it says by <see cref="IReadsCheckpoints"/>.
/// </summary>
internal sealed class CheckpointImport
{
    private static readonly string[] _statistics = ["running_mean", "running_var", "num_batches_tracked"];

    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly CheckpointLayout _layout;
    private readonly string? _unfit;

    /// <summary>Compares tensors with an architecture.</summary>
    /// <param name="tensors">What was read. It stays the caller's and must live as long as this.</param>
    /// <param name="create">The architecture's network.</param>
    /// <param name="reader">What the architecture can say of checkpoints, or null.</param>
    public CheckpointImport(
        IReadOnlyDictionary<string, Tensor> tensors,
        Func<NetworkGraph> create,
        IReadsCheckpoints? reader
    )
    {
        _tensors = tensors;
        var usual = create();
        Prefix = NamePrefix.Find([.. tensors.Keys], usual.Parameters().Select(static entry => entry.Name).ToHashSet());
        var shapes = tensors
            .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[Prefix.Length..], static pair => (IReadOnlyList<long>)pair.Value.shape);
        _layout = reader?.Layout(shapes) ?? new CheckpointLayout(usual);
        (Graph, _unfit) = Adopt(shapes);
        Rows = [.. Compare()];
    }

    /// <summary>What was before all names.</summary>
    public string Prefix { get; }

    /// <summary>The network, with the checkpoint's channel counts.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>What the checkpoint says of the architecture's options.</summary>
    public IReadOnlyDictionary<string, string> Options => _layout.Options;

    /// <summary>All tensors of both, the network's first.</summary>
    public IReadOnlyList<ImportRow> Rows { get; }

    /// <summary>Why the tensors are not the network's weights; null when they are.</summary>
    public string? Fault => Rows.Any(static row => row.IsFault) ? Counts() + OtherNorms() : _unfit;

    /// <summary>How many tensors are of a status.</summary>
    public int Count(ImportStatus status) => Rows.Count(row => row.Status == status);

    /// <summary>The network's weights in fp32.</summary>
    /// <exception cref="UserException">A weight is not finite.</exception>
    public WeightSet Weights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = new WeightSet();
        try
        {
            foreach (var (row, (name, _, parameter)) in Rows.Zip(Graph.Parameters()))
            {
                var value =
                    row.Status == ImportStatus.Matched
                        ? _tensors[row.CheckpointName!].to(float32, copy: true)
                        : full([.. parameter.Shape], parameter.Role == ParameterRole.Scale ? 1f : 0f);
                if (!value.isfinite().all().item<bool>())
                {
                    throw new UserException(
                        $"'{row.CheckpointName}' has values that are not finite. The network was saved after its "
                            + $"training had diverged; take an earlier checkpoint."
                    );
                }

                weights.Add(name, value);
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private (NetworkGraph Graph, string? Unfit) Adopt(Dictionary<string, IReadOnlyList<long>> shapes)
    {
        var own = new Dictionary<string, IReadOnlyList<long>>();
        foreach (var (name, node, parameter) in _layout.Graph.Parameters())
        {
            if (shapes.TryGetValue($"{_layout.NameOf(node)}.{parameter.Name}", out var shape))
            {
                own[name] = shape;
            }
        }

        try
        {
            return (GraphWidths.Adopt(_layout.Graph, own), null);
        }
        catch (GraphException fault)
        {
            return (_layout.Graph, fault.Message);
        }
    }

    private IEnumerable<ImportRow> Compare()
    {
        var left = _tensors.Keys.ToHashSet();
        foreach (var (name, node, parameter) in Graph.Parameters())
        {
            var source = Source(node, parameter.Name);
            if (!_tensors.TryGetValue(source, out var tensor))
            {
                yield return new ImportRow(
                    IsPlain(node) ? ImportStatus.Filled : ImportStatus.Missing,
                    name,
                    parameter.Shape,
                    null,
                    null,
                    null
                );
                continue;
            }

            left.Remove(source);
            var fits = tensor.shape.SequenceEqual(parameter.Shape) && tensor.is_floating_point();
            yield return new ImportRow(
                fits ? ImportStatus.Matched : ImportStatus.Mismatched,
                name,
                parameter.Shape,
                source,
                tensor.shape,
                $"{tensor.dtype}"
            );
        }

        var unused = Graph.Nodes.SelectMany(UnusedStatistics).ToHashSet();
        foreach (var (name, tensor) in _tensors.Where(pair => left.Contains(pair.Key)))
        {
            yield return new ImportRow(
                unused.Contains(name) ? ImportStatus.Dropped : ImportStatus.Unexpected,
                null,
                null,
                name,
                tensor.shape,
                $"{tensor.dtype}"
            );
        }
    }

    private string Counts() =>
        string.Join(
            ", ",
            new[] { ImportStatus.Missing, ImportStatus.Unexpected, ImportStatus.Mismatched }
                .Where(status => Count(status) > 0)
                .Select(status => $"{Count(status)} {Words(status)}")
        );

    private static string Words(ImportStatus status) =>
        status == ImportStatus.Mismatched ? "of another shape or type" : status.ToString().ToLowerInvariant();

    // The two ways in which relatives of an architecture differ from it. Their tensors alone do not say it to
    // everybody.
    private string OtherNorms()
    {
        GraphNode[] scaled =
        [
            .. Graph.Nodes.Where(node =>
                node.Layer is InstanceNorm2d
                && _tensors.TryGetValue(Source(node, "weight"), out var scale)
                && scale.dim() == 1
            ),
        ];
        GraphNode[] batch =
        [
            .. scaled.Where(node =>
                _tensors.ContainsKey(Source(node, "running_mean")) || _tensors.ContainsKey(Source(node, "running_var"))
            ),
        ];
        if (batch.Length > 0)
        {
            return $". {Names(batch)} {Have(batch)} running statistics beside a scale: these are batch norms, and "
                + $"this architecture has instance norms";
        }

        scaled = [.. scaled.Where(static node => node.Layer is InstanceNorm2d { Affine: false })];
        return scaled.Length == 0
            ? ""
            : $". {Names(scaled)} {Have(scaled)} a scale (γ), and the norms of this architecture have none there";
    }

    private static string Have(GraphNode[] nodes) => nodes.Length == 1 ? "has" : "have";

    private string Names(GraphNode[] nodes) =>
        $"'{CheckpointFault.Show(Prefix + _layout.NameOf(nodes[0]))}'"
        + (nodes.Length == 1 ? "" : $" and {nodes.Length - 1} more");

    private string Source(GraphNode node, string parameter) => $"{Prefix}{_layout.NameOf(node)}.{parameter}";

    // A layer that only scales and shifts, such as the affine part of an instance norm, and of which the checkpoint has
    // nothing: with scales of 1 and shifts of 0 the network computes what the checkpoint's did without it.
    private bool IsPlain(GraphNode node) =>
        node.Layer.Parameters() is { Count: > 0 } parameters
        && parameters.All(parameter =>
            parameter.Role is ParameterRole.Scale or ParameterRole.Shift
            && !_tensors.ContainsKey(Source(node, parameter.Name))
        );

    // An instance norm of the first CycleGAN releases kept statistics, but had neither scale nor shift, and did not use
    // them in training. Statistics beside a scale are those of a batch norm, which is another function.
    private IEnumerable<string> UnusedStatistics(GraphNode node) =>
        node.Layer switch
        {
            InstanceNorm2d when !_tensors.ContainsKey(Source(node, "weight")) => _statistics.Select(name =>
                Source(node, name)
            ),
            BatchNorm2d => [Source(node, "num_batches_tracked")],
            _ => [],
        };
}
