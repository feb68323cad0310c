using System.ComponentModel;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record StoredFeaturesOptions : IValidatesOptions
{
    [Description("The weights: conv1.weight [32, 3, 3, 3], conv1.bias [32], conv2.weight [64, 32, 3, 3], conv2.bias [64].")]
    [PathOption]
    public string? Weights { get; init; }

    public IEnumerable<(string Property, string Message)> Faults() =>
        Weights is null ? [(nameof(Weights), "name the weight file of the feature network.")] : [];
}

/// <summary>Features of a small network whose weights the user brings.</summary>
public sealed class StoredFeatures : IFeatureExtractor
{
    private readonly GraphModule _network;

    public StoredFeatures(StoredFeaturesOptions options, IWeightsReader reader)
    {
        var graph = new GraphBuilder(inputChannels: 3)
            .Add("conv1", new Conv2d(3, 32, KernelSize: 3, Stride: 2, Padding: 1))
            .Add("relu1", new Activation(ActivationFunction.Relu))
            .Add("conv2", new Conv2d(32, 64, KernelSize: 3, Stride: 2, Padding: 1))
            .Add("relu2", new Activation(ActivationFunction.Relu))
            .Build();
        using var file = reader.Read(options.Weights!);
        _network = new GraphModule(graph, file.Tensors, cuda.is_available() ? CUDA : CPU);
        _network.eval();
        _network.RequireGradients(false);
        Identity = $"stored-features/relu2 sha256:{file.Sha256[..16]}";
    }

    public string Identity { get; }

    public IReadOnlyList<string> MapLayers => ["relu1", "relu2"];

    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var (_, maps) = _network.Forward(images.to(_network.Device), MapLayers);
        return [.. MapLayers.Select(layer => maps[layer].to(images.device))];
    }

    public Tensor Vectors(Tensor images) => Maps(images)[^1].mean([2, 3]);

    public void Dispose() => _network.Dispose();
}
