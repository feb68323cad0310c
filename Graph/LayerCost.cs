namespace GsFramework.Graph;

/// <summary>What one layer, or a whole network, costs for one image.</summary>
/// <param name="Macs">Multiply-accumulate operations that really happen (the <c>exact</c> rule).</param>
/// <param name="ReferenceMacs">
/// The count of the GAN Slimming paper and its peers (the <c>reference</c> rule): transposed convolutions are counted
/// at their output size, which is stride² times the true number.
/// </param>
public readonly record struct LayerCost(long Macs, long ReferenceMacs)
{
    /// <summary>The sum of two costs.</summary>
    public static LayerCost operator +(LayerCost left, LayerCost right) =>
        new(left.Macs + right.Macs, left.ReferenceMacs + right.ReferenceMacs);

    /// <summary>The sum of two costs.</summary>
    public static LayerCost Add(LayerCost left, LayerCost right) => left + right;
}
