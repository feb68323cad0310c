using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Parts;

namespace GsFramework.Core.Interchange;

/// <summary>
/// Reads weight files of any format: safetensors, and what <c>torch.save</c> writes. The content says which; the ending
/// of the name does not count.
/// </summary>
internal sealed class WeightsReader : IWeightsReader
{
    private const int LongestMark = 16;

    /// <inheritdoc/>
    public WeightsFile Read(string path, string? key = null) => WeightsStream.Read(path, file => Read(path, file, key));

    /// <summary>As above, of a file that is open at its beginning and stays the caller's.</summary>
    internal static WeightsFile Read(string path, Stream file, string? key)
    {
        Span<byte> mark = stackalloc byte[LongestMark];
        mark = mark[..file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        file.Position = 0;

        // The JSON of a safetensors header begins here, whatever its length in the 8 bytes before looks like. A length
        // beyond 32 bits is that of no header: the file is something else.
        var isJson = mark is [_, _, _, _, _, _, _, _, (byte)'{', ..];
        if (!isJson && PyTorchFile.Recognizes(mark))
        {
            return PyTorchFile.Read(path, file, key);
        }

        if (!isJson && Foreign(mark) is { } foreign)
        {
            throw new UserException(
                $"'{path}' is {foreign}, no weight file. Download the file itself: a .pth, .pt or .safetensors."
            );
        }

        if (mark.IsEmpty)
        {
            throw new UserException($"'{path}' is empty. Copy or download it again.");
        }

        if (!isJson || !mark[4..8].SequenceEqual("\0\0\0\0"u8))
        {
            throw new UserException(
                $"'{path}' is no checkpoint: it is neither a PyTorch file (zip or pickle) nor safetensors. Give a "
                    + $".pth, .pt or .safetensors file."
            );
        }

        var whole = SafeTensors.Read(path, file);
        return key is null or "." ? whole : WeightsPart.Of(path, whole, key);
    }

    // What is there instead of a weight file after a download that went wrong.
    private static string? Foreign(ReadOnlySpan<byte> mark) =>
        mark.StartsWith("version https://"u8) ? "a pointer of Git LFS"
        : mark.StartsWith("<!"u8) || mark.StartsWith("<html"u8) || mark.StartsWith("<HTML"u8) ? "a web page"
        : null;
}
