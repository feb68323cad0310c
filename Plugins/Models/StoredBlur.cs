using GsFramework.Models.Layers;

namespace GsFramework.Models;

/// <summary>What the filters in a checkpoint say of where a network blurs.</summary>
internal static class StoredBlur
{
    /// <summary>The side of a filter that halves.</summary>
    public const int DownSize = BlurDownsample.Size;

    /// <summary>The side of a filter that doubles.</summary>
    public const int UpSize = BlurUpsample.Size;

    /// <summary>True when there is a filter of such a side. Any one will do: one that is missing among others is for
    /// the host to report.</summary>
    public static bool Has(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, int size) =>
        shapes.Any(pair =>
            pair.Key.EndsWith($".{BlurFilter.Name}", StringComparison.Ordinal)
            && pair.Value is [_, 1, var height, _]
            && height == size
        );
}
