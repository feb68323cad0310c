using static TorchSharp.torch;

namespace GsFramework.Graph.Bands;

/// <summary>Gathers the moments that layers need of a map while it is computed.</summary>
internal sealed class PassMoments(GraphModule module, IReadOnlyList<string> layers) : IDisposable
{
    private readonly Dictionary<string, MomentSums> _sums = layers.Distinct().ToDictionary(
        static name => name,
        static _ => new MomentSums()
    );

    public void Add(Tensor rows)
    {
        foreach (var (name, sums) in _sums)
        {
            using var scope = NewDisposeScope();
            sums.Add(((IMomentLayer)module.Graph[name].Layer).Measured(rows, module.State(name)));
        }
    }

    public void AddTo(Dictionary<string, ImageMoments> moments)
    {
        foreach (var (name, sums) in _sums)
        {
            moments[name] = sums.Moments();
        }
    }

    public void Dispose()
    {
        foreach (var sums in _sums.Values)
        {
            sums.Dispose();
        }
    }
}
