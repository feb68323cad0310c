using GsFramework.Graph;
using GsFramework.Teaching;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>What is kept of the networks of a training: copies that follow the weights as a moving average, or networks
/// as they are.</summary>
internal sealed class MovingAverages : IDisposable
{
    private readonly double _decay;
    private readonly List<(KeptNetwork Kept, GraphModule Shown)> _networks = [];

    /// <summary>Begins with the networks as they are.</summary>
    /// <param name="kept">The networks in training; they stay the caller's.</param>
    /// <param name="decay">Share of the old average in the new one.</param>
    public MovingAverages(IEnumerable<KeptNetwork> kept, double decay)
    {
        _decay = decay;
        foreach (var network in kept)
        {
            using var initial = network.Module.CopyWeights();
            var shown = network.IsAveraged
                ? new GraphModule(network.Module.Graph, initial, network.Module.Device)
                : network.Module;
            _networks.Add((network, shown));
        }
    }

    /// <summary>The networks to keep by their folders, G first.</summary>
    public IReadOnlyList<(string Folder, GraphModule Module)> Networks =>
        [.. _networks.Select(static entry => (entry.Kept.Folder, entry.Shown))];

    /// <summary>Those of them that are averages.</summary>
    public IEnumerable<(string Folder, GraphModule Module)> Averages =>
        _networks.Where(static entry => entry.Kept.IsAveraged).Select(static entry => (entry.Kept.Folder, entry.Shown));

    /// <summary>Follows the weights after a step; faster at first, so that the random start is forgotten.</summary>
    public void Follow(int step)
    {
        using var noGrad = no_grad();
        var decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (kept, shown) in _networks.Where(static entry => entry.Kept.IsAveraged))
        {
            foreach (var (name, tensor) in shown.Tensors)
            {
                tensor.lerp_(kept.Module.Tensors[name], 1 - decay);
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, average) in Averages)
        {
            average.Dispose();
        }
    }
}
