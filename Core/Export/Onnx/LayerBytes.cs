namespace GsFramework.Core.Export.Onnx;

/// <summary>What a layer adds to the bytes of a file.</summary>
/// <param name="Inputs">Channels that it reads in the dense network, of all its inputs together.</param>
/// <param name="Outputs">Channels that it writes there.</param>
internal sealed record LayerBytes(int Inputs, int Outputs)
{
    private const int Alignment = 4;

    /// <summary>Bytes that no channel changes, such as names.</summary>
    public double Fixed { get; init; }

    /// <summary>Bytes that are added where a channel count is no multiple of <see cref="Alignment"/>: integer kernels
    /// get channels of zeros then, and what adds them when the file is loaded.</summary>
    public double Odd { get; init; }

    /// <summary>Bytes, in the dense network, that grow with both: kernels.</summary>
    public double ByBoth { get; init; }

    /// <summary>Bytes that grow with the channels that it reads.</summary>
    public double ByInputs { get; init; }

    /// <summary>Bytes that grow with the channels that it writes: biases, scales, kernels of one input.</summary>
    public double ByOutputs { get; init; }

    /// <summary>The bytes with these numbers of channels.</summary>
    public double Of(int inputs, int outputs) =>
        Fixed
        + (inputs % Alignment == 0 && outputs % Alignment == 0 ? 0 : Odd)
        + (ByBoth * inputs * outputs / ((double)Inputs * Outputs))
        + (ByInputs * inputs / Inputs)
        + (ByOutputs * outputs / Outputs);

    /// <summary>The same with a further constant.</summary>
    /// <param name="shape">Of the constant.</param>
    /// <param name="values">Bytes of its values.</param>
    /// <param name="entry">Bytes of its whole entry in the file.</param>
    public LayerBytes With(IReadOnlyList<long> shape, int values, int entry)
    {
        var count = shape.Aggregate(1L, static (product, side) => product * side);
        var rest = this with { Fixed = Fixed + entry - values };
        return shape.Count > 2 && shape[0] * shape[1] % ((long)Inputs * Outputs) == 0
                ? rest with { ByBoth = ByBoth + values }
            : shape.Count > 2 && shape[1] % Inputs == 0 ? rest with { ByInputs = ByInputs + values }
            : count % Outputs == 0 ? rest with { ByOutputs = ByOutputs + values }
            : count % Inputs == 0 ? rest with { ByInputs = ByInputs + values }
            : rest with { Fixed = rest.Fixed + values };
    }
}
