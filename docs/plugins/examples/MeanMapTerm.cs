using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>
/// Draws what residual blocks put out to what the teacher's do: the squared difference of their mean maps, each relative
/// to the largest mean square of the layer in a few batches before training.
/// </summary>
/// <remarks>Means over channels, since pruning takes channels away and leaves the teacher's.</remarks>
public sealed class MeanMapTerm : ICompressionTerm, ITapsLayers, IPreparesGenerator, IKeepsState
{
    private Dictionary<string, double> _squares = [];

    public double Weight => 1;

    // Prepare is not called again when a run is resumed: what it found must be here.
    public IReadOnlyDictionary<string, double> State
    {
        get => _squares;
        set => _squares = new Dictionary<string, double>(value);
    }

    // A block whose channels are all pruned is gone from the compact generator, so it is asked again in each phase.
    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
        [.. Blocks(student).Where(teacher.Contains)];

    public void Prepare(GraphModule generator, IEnumerable<Tensor> batches)
    {
        var squares = new Dictionary<string, double>();
        using var noGrad = no_grad();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            foreach (var (layer, map) in generator.Forward(batch, Blocks(generator.Graph)).Taps)
            {
                squares[layer] = Math.Max(squares.GetValueOrDefault(layer), map.square().mean().item<float>());
            }
        }

        _squares = squares;
    }

    public Tensor? Loss(StepContext step) => _squares
        .Where(layer => layer.Value > 0 && step.Features.ContainsKey(layer.Key))
        .Select(layer => (step.Features[layer.Key].Student.mean([1]) - step.Features[layer.Key].Teacher.mean([1])).square().mean() / layer.Value)
        .Aggregate((Tensor?)null, static (sum, next) => sum is null ? next : sum + next);

    private static string[] Blocks(NetworkGraph network) =>
        [.. network.Nodes.Where(static node => node.Layer is Add).Select(static node => node.Name)];
}
