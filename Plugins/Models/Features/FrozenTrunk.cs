using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>A network with fixed weights that is built where the images are.</summary>
internal sealed class FrozenTrunk(NetworkGraph graph, WeightSet weights) : IDisposable
{
    private GraphModule? _module;
    private Device? _device;

    /// <summary>The network on this device, built at the first call.</summary>
    public GraphModule On(Device device)
    {
        if (_module is null || _device is null || _device.type != device.type || _device.index != device.index)
        {
            _module?.Dispose();
            _module = Build(device);
            _device = device;
        }

        return _module;
    }

    private GraphModule Build(Device device)
    {
        using var scope = NewDisposeScope();
        var moved = graph
            .Parameters()
            .ToDictionary(static entry => entry.Name, entry => weights[entry.Name].to(device));
        var module = new GraphModule(graph, moved);
        foreach (var (_, parameter) in module.Trained())
        {
            parameter.requires_grad = false;
        }

        module.eval();
        return module;
    }

    /// <summary>Frees the network; the weights stay their owner's.</summary>
    public void Dispose() => _module?.Dispose();
}
