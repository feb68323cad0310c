namespace GsFramework.Graph.Layers;

/// <summary>A layer with a kernel named <c>weight</c> that can be quantised.</summary>
public interface IConvolution
{
    /// <summary>How the weights are quantised in the forward pass, or null for fp32 weights.</summary>
    WeightQuantizer? Quantizer { get; }

    /// <summary>The axis of the kernel that runs over output channels.</summary>
    int OutputAxis { get; }

    /// <summary>The same layer with another weight quantiser, or none.</summary>
    Layer WithQuantizer(WeightQuantizer? quantizer);
}
