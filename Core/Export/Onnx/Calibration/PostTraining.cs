using GsFramework.Core.Interchange;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx.Calibration;

/// <summary>Post-training quantisation: quantisers where quantisation-aware training has them, with ranges that are
/// chosen from what the fp32 network's activations are on some images.</summary>
internal static class PostTraining
{
    private const int Bits = 8;

    /// <summary>The quantised network; the caller disposes it.</summary>
    /// <param name="model">A network without quantisers.</param>
    /// <param name="images">The images.</param>
    /// <param name="method">How ranges are chosen.</param>
    public static LoadedModel Quantize(LoadedModel model, IReadOnlyList<Tensor> images, CalibrationMethod method)
    {
        var quantizer = new AffineQuantizer(Bits);
        return ActivationRanges
            .See(model, images)
            .Quantized(_ => new(new WeightQuantizer(Bits, PerChannel: true), quantizer, quantizer), method);
    }
}
