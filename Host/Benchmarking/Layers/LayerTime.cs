namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>The time of all layers of one shape. Kernels take other ways for channel counts that are no multiple of
/// <see cref="Alignment"/>, so these have a curve of their own.</summary>
/// <param name="Kind">The kind of layer, as <c>graph.json</c> names it.</param>
/// <param name="Inputs">Channels that it reads in the dense network, of all its inputs together.</param>
/// <param name="Outputs">Channels that it writes there.</param>
/// <param name="Height">Rows of what it writes.</param>
/// <param name="Width">Columns of what it writes.</param>
internal sealed record LayerTime(string Kind, int Inputs, int Outputs, int Height, int Width)
{
    private const int Alignment = 4;

    // Of fewer samples a curve of its own would tell of chance.
    private const int FewestSamples = 5;

    /// <summary>How many layers of the network have this shape.</summary>
    public required int Count { get; init; }

    /// <summary>For counts that are multiples of 4, or those of the dense layer.</summary>
    public required LayerCurve Aligned { get; init; }

    /// <summary>For all others.</summary>
    public required LayerCurve Odd { get; init; }

    /// <summary>The milliseconds of one such layer with these numbers of channels.</summary>
    public double Of(int inputs, int outputs) =>
        (IsAligned(inputs, outputs) ? Aligned : Odd).Of(inputs, outputs, Inputs, Outputs);

    /// <summary>The same times a factor.</summary>
    public LayerTime Times(double factor) =>
        this with
        {
            Aligned = Aligned.Times(factor),
            Odd = Odd.Times(factor),
        };

    /// <summary>The same with the curves that are nearest to some samples.</summary>
    public LayerTime Fit(IReadOnlyList<LayerSample> samples)
    {
        LayerSample[] aligned = [.. samples.Where(sample => IsAligned(sample.Inputs, sample.Outputs))];
        LayerSample[] odd = [.. samples.Where(sample => !IsAligned(sample.Inputs, sample.Outputs))];
        var areApart = aligned.Length >= FewestSamples && odd.Length >= FewestSamples;
        var all = LayerCurve.Fit(samples, Inputs, Outputs);
        return this with
        {
            Aligned = areApart ? LayerCurve.Fit(aligned, Inputs, Outputs) : all,
            Odd = areApart ? LayerCurve.Fit(odd, Inputs, Outputs) : all,
        };
    }

    private bool IsAligned(int inputs, int outputs) =>
        (inputs % Alignment == 0 || inputs == Inputs) && (outputs % Alignment == 0 || outputs == Outputs);
}
