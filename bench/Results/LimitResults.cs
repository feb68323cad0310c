namespace GsFramework.Bench.Results;

/// <summary>What a processor can do, and what the convolutions of a step reach: <c>roofline.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Rounds">How often each was timed.</param>
/// <param name="Peaks">The limits.</param>
/// <param name="Networks">The networks of steps.</param>
internal sealed record LimitResults(
    int SchemaVersion,
    Measurement Measured,
    int Rounds,
    Peaks Peaks,
    IReadOnlyList<NetworkLimits> Networks
)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "roofline.json";
}

/// <summary>The best that libtorch reaches.</summary>
/// <param name="Fp32">10⁹ operations a second of a large product of matrices in fp32.</param>
/// <param name="Bf16">The same in bf16.</param>
/// <param name="Bandwidth">10⁹ bytes a second of memory, read and written by a copy of a large tensor.</param>
internal sealed record Peaks(double Fp32, double Bf16, double Bandwidth);

/// <summary>The convolutions of one network.</summary>
/// <param name="Name">Which.</param>
/// <param name="Layers">Its layers; equal ones once.</param>
internal sealed record NetworkLimits(string Name, IReadOnlyList<LayerLimits> Layers);

/// <summary>A convolution.</summary>
/// <param name="Name">Kind, kernel, channels and the rows and columns of its input.</param>
/// <param name="Count">How many such layers the network has.</param>
/// <param name="Intensity">Operations for each byte of input, kernel and output in fp32.</param>
/// <param name="Bound">10⁹ operations a second that bandwidth and the peak of fp32 allow.</param>
/// <param name="Fp32">In fp32.</param>
/// <param name="Bf16">In bf16, on tensors that are in it.</param>
/// <param name="CastBf16">In bf16 as in a step, with input and kernel from fp32 and the output back.</param>
internal sealed record LayerLimits(
    string Name,
    int Count,
    double Intensity,
    double Bound,
    Reached Fp32,
    Reached Bf16,
    Reached CastBf16
);

/// <summary>What a layer reaches.</summary>
/// <param name="ForwardMs">Milliseconds forward.</param>
/// <param name="Forward">10⁹ operations a second forward.</param>
/// <param name="BackwardMs">Milliseconds backward, to input and kernel.</param>
/// <param name="Backward">10⁹ operations a second backward.</param>
internal sealed record Reached(double ForwardMs, double Forward, double BackwardMs, double Backward);
