using System.Globalization;

namespace GsFramework.Bench.Steps;

/// <summary>The size of a step.</summary>
/// <param name="Width">Channels of the generator's first layer.</param>
/// <param name="Blocks">Its residual blocks.</param>
/// <param name="Side">Rows and columns of an image.</param>
/// <param name="Batch">Images of a step.</param>
internal sealed record StepShape(int Width, int Blocks, int Side, int Batch)
{
    /// <summary>What is measured where nothing else is said.</summary>
    public static IReadOnlyList<StepShape> All { get; } =
        [new(32, 9, 64, 8), new(32, 6, 64, 4), new(64, 9, 128, 1)];

    /// <summary>Reads <c>32,9,64,8</c>.</summary>
    public static StepShape Parse(string text) =>
        text.Split(',').Select(static number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray()
            is [var width, var blocks, var side, var batch]
            ? new(width, blocks, side, batch)
            : throw new FormatException($"'{text}' is not WIDTH,BLOCKS,SIDE,BATCH.");

    /// <summary>How it is chosen and printed.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"width {Width}, {Blocks} blocks, {Side}x{Side}, batch {Batch}"
        );
}
