using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>The tensors of one layer during a forward pass, and the mode of the pass.</summary>
public sealed class LayerState
{
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly string _prefix;
    private readonly IForwardMode _mode;

    /// <summary>The state of a layer that owns no tensors.</summary>
    internal static LayerState None { get; } = new(new Dictionary<string, Tensor>(), "", InferenceMode.Instance);

    internal LayerState(IReadOnlyDictionary<string, Tensor> tensors, string node, IForwardMode mode)
    {
        _tensors = tensors;
        _prefix = node + ".";
        _mode = mode;
    }

    /// <summary>True while activation ranges are to be observed (training and calibration).</summary>
    public bool Observing => _mode.Observing;

    /// <summary>True when quantisers are to round; false while training is still to be in fp32.</summary>
    public bool Quantizing => _mode.Quantizing;

    /// <summary>
    /// True when convolutions are to run in bfloat16 with fp32 master weights; everything else stays fp32.
    /// </summary>
    public bool BFloat16 => _mode.BFloat16;

    /// <summary>True in training mode: batch norms use the batch's statistics and update the running ones.</summary>
    public bool Training => _mode.Training;

    /// <summary>The quantiser of the values that the layer reads, or null.</summary>
    internal QuantizedEdge? InputEdge { get; init; }

    /// <summary>The quantiser that alone reads the layer, or null.</summary>
    internal QuantizedEdge? OutputEdge { get; init; }

    /// <summary>True when the network is used and not trained: then quantised layers compute as integer kernels
    /// do.</summary>
    internal bool ComputesIntegers => Quantizing && !Training && !Observing && !BFloat16 && !is_grad_enabled();

    /// <summary>The parameter or buffer with this name within the layer.</summary>
    /// <exception cref="KeyNotFoundException">The layer has no such tensor.</exception>
    public Tensor this[string name] => _tensors[_prefix + name];
}

/// <summary>The mode flags that all layers of a live network share.</summary>
internal interface IForwardMode
{
    bool Training { get; }

    bool Observing { get; }

    bool Quantizing { get; }

    bool BFloat16 { get; }
}

/// <summary>The mode of analyses that only read weights.</summary>
internal sealed class InferenceMode : IForwardMode
{
    public static readonly InferenceMode Instance = new();

    public bool Training => false;

    public bool Observing => false;

    public bool Quantizing => true;

    public bool BFloat16 => false;
}
