using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// One kind of layer. A new kind is one record that says what it owns and computes, its output shape, its cost, and how
/// channels pass through it; training, pruning, quantisation, costs and storage then work for it. With how it is
/// written in ONNX, so does the export.
/// </summary>
/// <remarks>
/// A layer is immutable and holds no tensors: those are in a <see cref="WeightSet"/> or a <see cref="GraphModule"/>.
/// Its public properties are its description in <c>graph.json</c>, its <see cref="LayerKindAttribute"/> the name there;
/// a third party's kind is made known with <c>RegisterLayerKind</c>.
/// </remarks>
public abstract record Layer
{
    /// <summary>The name of the kind in <c>graph.json</c>, which <see cref="LayerKindAttribute"/> says.</summary>
    /// <exception cref="GraphException">It does not.</exception>
    public string Kind => LayerKind.NameOf(GetType());

    /// <summary>The tensors that the layer owns, in the order of PyTorch's <c>named_parameters</c>.</summary>
    public virtual IReadOnlyList<LayerParameter> Parameters() => [];

    /// <summary>Computes the output (N, C, H, W) from the inputs (N, C, H, W). Must be differentiable.</summary>
    public abstract Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state);

    /// <summary>The output shape for these input shapes.</summary>
    /// <exception cref="GraphException">The inputs do not fit the layer.</exception>
    public abstract FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs);

    /// <summary>Multiply-accumulates for one image. Norms, biases and activations count nothing, as in the
    /// papers.</summary>
    public virtual LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output) => default;

    /// <summary>
    /// How channels pass through: the label of every output channel, given the labels of the input channels. Layers
    /// that mix channels return fresh labels; layers that join channels tie their labels; elementwise layers return the
    /// input.
    /// </summary>
    public abstract int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker);

    /// <summary>True for layers each of whose outputs depends on every input channel, so that only silent channels may
    /// be taken away before them.</summary>
    public virtual bool MixesChannels => false;

    /// <summary>False for an input of which only the height and the width are read, such as the one that says to which
    /// size another is brought.</summary>
    /// <param name="input">The input's number, from 0.</param>
    public virtual bool ReadsValues(int input) => true;

    /// <summary>True for layers each of whose outputs depends on all input channels although it belongs to one of them,
    /// such as a norm over channels. To take a channel out before them changes what they make of the others, so pruning
    /// is not exact there.</summary>
    public virtual bool NormalizesAcrossChannels => false;

    /// <summary>True for layers in which one image of a batch changes what is made of the others, or what later batches
    /// become, such as a batch norm in training. Where no layer does, a batch may be computed in parts, several batches
    /// as one, and one of them beside another. The default is true for layers of plugins.</summary>
    public virtual bool MixesImages => GetType().Assembly != typeof(Layer).Assembly;

    /// <summary>Which rows of its inputs a row of the output depends on, so that images too large for the memory can be
    /// computed in bands of rows. Null, the default, where it may be all of them: such a layer is given its whole
    /// inputs.</summary>
    /// <param name="inputs">Shapes for the whole image. An input of one row is given whole.</param>
    public virtual RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => null;

    /// <summary>
    /// For each output channel the value that it has at every pixel of every image, or NaN when it is not constant.
    /// Input constants come in the same form. A channel whose constant is 0 where it is consumed is silent and can be
    /// pruned exactly. The default, all NaN, is always safe.
    /// </summary>
    public virtual double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        var unknown = new double[outputChannels];
        Array.Fill(unknown, double.NaN);
        return unknown;
    }

    /// <summary>The value that one of the layer's buffers has before training. The default is zeros.</summary>
    public virtual Tensor InitialBuffer(LayerParameter buffer) => zeros([.. buffer.Shape]);

    /// <summary>The same layer for other channel counts. Called by pruning with the counts that are left.</summary>
    public virtual Layer WithChannels(IReadOnlyList<int> inputs, int output) => this;

    /// <summary>The same layer for the channels that are left, by their positions. Called by pruning; the default asks
    /// <see cref="WithChannels"/>. A layer that names channels by number, such as a slice, must override it.</summary>
    /// <param name="inputs">For each input the positions of the channels that are left, ascending.</param>
    /// <param name="outputs">The positions of the output channels that are left, ascending.</param>
    public virtual Layer WithKept(IReadOnlyList<IReadOnlyList<int>> inputs, IReadOnlyList<int> outputs) =>
        WithChannels([.. inputs.Select(static kept => kept.Count)], outputs.Count);

    /// <summary>Writes the layer's nodes when a network is exported as ONNX. The default refuses.</summary>
    /// <param name="inputs">The layer's inputs. <see cref="OnnxNodesExtensions.Float"/> gives them as fp32.</param>
    /// <param name="state">The layer's tensors, on the CPU.</param>
    /// <param name="nodes">Where the nodes go.</param>
    /// <returns>The layer's output.</returns>
    /// <exception cref="GraphException">The layer cannot be written in ONNX.</exception>
    public virtual OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        throw new GraphException(
            $"Layers of the kind '{Kind}' have no ONNX form yet. Override {nameof(WriteOnnx)} in "
                + $"{GetType().FullName}, so that it adds nodes that compute what {nameof(Forward)} computes."
        );

    /// <summary>A single input's only element, for layers that take one input.</summary>
    /// <exception cref="GraphException">There is not exactly one input.</exception>
    protected T Single<T>(IReadOnlyList<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 1 ? inputs[0] : throw new GraphException($"{Kind} takes one input, not {inputs.Count}.");
    }
}
