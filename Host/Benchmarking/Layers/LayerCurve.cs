using System.Text.Json.Serialization;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>
/// The time of a layer by its channels, in milliseconds:
/// <code>
/// t = Fixed + ByInputs·⌈in⌉/in₀ + ByOutputs·⌈out⌉/out₀ + ByBoth·⌈in⌉·⌈out⌉/(in₀·out₀)
/// </code>
/// in₀ and out₀ are those of the dense layer, and ⌈⌉ rounds up to what the layer's kernel computes at once.
/// </summary>
/// <param name="Fixed">What no channel changes.</param>
/// <param name="ByInputs">What all input channels add.</param>
/// <param name="ByOutputs">What all output channels add.</param>
/// <param name="ByBoth">What all products of both add.</param>
internal sealed record LayerCurve(double Fixed, double ByInputs, double ByOutputs, double ByBoth)
{
    // A coarser step must explain the samples better by this factor, or chance would choose.
    private const double Better = 0.98;

    // Times far below the largest are as uncertain as this share of it.
    private const double LeastShare = 0.1;

    private static readonly int[] _steps = [1, 4, 8, 16];

    /// <summary>Input channels that are computed at once.</summary>
    public int InputStep { get; init; } = 1;

    /// <summary>Output channels that are computed at once.</summary>
    public int OutputStep { get; init; } = 1;

    /// <summary>True where channels can be rounded up.</summary>
    [JsonIgnore]
    public bool IsWhole => Math.Min(InputStep, OutputStep) > 0;

    /// <summary>The time with these numbers of channels, beside those of the dense layer.</summary>
    public double Of(int inputs, int outputs, int denseInputs, int denseOutputs)
    {
        var (a, b) = (Share(inputs, InputStep, denseInputs), Share(outputs, OutputStep, denseOutputs));
        return Fixed + (ByInputs * a) + (ByOutputs * b) + (ByBoth * a * b);
    }

    /// <summary>The same times a factor.</summary>
    public LayerCurve Times(double factor) =>
        this with
        {
            Fixed = factor * Fixed,
            ByInputs = factor * ByInputs,
            ByOutputs = factor * ByOutputs,
            ByBoth = factor * ByBoth,
        };

    /// <summary>The curve that is nearest to some samples, by their relative distance.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="denseInputs">Channels that the dense layer reads.</param>
    /// <param name="denseOutputs">Channels that it writes.</param>
    public static LayerCurve Fit(IReadOnlyList<LayerSample> samples, int denseInputs, int denseOutputs)
    {
        var largest = samples.Max(static sample => sample.Ms);
        if (largest <= 0)
        {
            return new LayerCurve(0, 0, 0, 0);
        }

        double[] values = [.. samples.Select(static sample => sample.Ms)];
        double[] weights = [.. values.Select(value => 1 / Math.Max(value, LeastShare * largest))];
        var (best, least) = (new LayerCurve(0, 0, 0, 0), double.PositiveInfinity);
        foreach (var inputStep in Steps(samples.Select(static sample => sample.Inputs)))
        {
            foreach (var outputStep in Steps(samples.Select(static sample => sample.Outputs)))
            {
                double[][] terms =
                [
                    .. samples.Select(sample =>
                    {
                        var a = Share(sample.Inputs, inputStep, denseInputs);
                        var b = Share(sample.Outputs, outputStep, denseOutputs);
                        return new[] { 1, a, b, a * b };
                    }),
                ];
                var (factors, rest) = LeastSquares.NotNegative(terms, values, weights);
                if (rest < Better * least)
                {
                    least = rest;
                    best = new LayerCurve(factors[0], factors[1], factors[2], factors[3])
                    {
                        InputStep = inputStep,
                        OutputStep = outputStep,
                    };
                }
            }
        }

        return best;
    }

    private static IEnumerable<int> Steps(IEnumerable<int> counts) =>
        counts.Distinct().Count() > 1 ? _steps : _steps.Take(1);

    private static double Share(int channels, int step, int dense) =>
        (double)((channels + step - 1) / step * step) / dense;
}

/// <summary>The time of a layer with some of its channels.</summary>
/// <param name="Inputs">Channels that it read.</param>
/// <param name="Outputs">Channels that it wrote.</param>
/// <param name="Ms">What it took.</param>
internal sealed record LayerSample(int Inputs, int Outputs, double Ms);
