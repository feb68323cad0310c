namespace GsFramework.Host.Sensitivity;

/// <summary>What rounding does to a network's images.</summary>
/// <param name="Bits">Bits of the rounded values.</param>
/// <param name="Weights">Mean absolute difference to the fp32 network's images, in [-1, 1], where kernels are
/// rounded.</param>
/// <param name="Activations">The same where activations are, before and after convolutions.</param>
internal sealed record RoundingError(int Bits, double Weights, double Activations);

/// <summary>How much a layer minds being rounded, when it is the only one.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Macs">Its multiply-accumulates for an image.</param>
/// <param name="Kernel">Weights of its kernel.</param>
/// <param name="Errors">By bits, in the order that was asked for.</param>
internal sealed record LayerSensitivity(string Layer, long Macs, long Kernel, IReadOnlyList<RoundingError> Errors);

/// <summary>A table of <c>gs sensitivity</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="ImageSize">Side of the images in pixels.</param>
/// <param name="CalibrationImages">Training images that chose ranges.</param>
/// <param name="Images">Validation images that were compared.</param>
/// <param name="Calibration">How ranges were chosen.</param>
/// <param name="Layers">In the order of the network.</param>
/// <param name="All">With all layers rounded.</param>
internal sealed record SensitivityTable(
    string Model,
    int ImageSize,
    int CalibrationImages,
    int Images,
    string Calibration,
    IReadOnlyList<LayerSensitivity> Layers,
    IReadOnlyList<RoundingError> All
);
