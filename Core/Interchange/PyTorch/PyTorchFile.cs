using System.Security.Cryptography;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// Checkpoints as <c>torch.save</c> writes them: the zip since PyTorch 1.6, and the plain pickle before. Nothing in a
/// file is run, and no more memory is taken than a small multiple of its size.
/// </summary>
internal static class PyTorchFile
{
    /// <summary>The metadata entry with the key of the dictionary that was read; "" for the whole file.</summary>
    public const string KeyEntry = "pytorch.key";

    /// <summary>The metadata entry with the keys of further dictionaries of weights, one a line.</summary>
    public const string OthersEntry = "pytorch.others";

    /// <summary>The metadata entry with the version of Lightning that wrote the file.</summary>
    public const string LightningEntry = "pytorch.lightning";

    private const string FormatEntry = "pytorch.format";
    private const string LightningVersion = "pytorch-lightning_version";

    /// <summary>True for the first bytes of a checkpoint.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> mark) => IsZip(mark) || IsPickle(mark);

    /// <summary>Reads a checkpoint that is open at its beginning.</summary>
    /// <param name="path">Its name for messages.</param>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <param name="key">Which dictionary of weights is meant, see <see cref="StateDictionary.Choose"/>.</param>
    /// <exception cref="UserException">The file is broken or hostile, or it is not clear which weights are
    /// meant.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WeightsFile Read(string path, Stream file, string? key)
    {
        try
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(file));
            file.Position = 0;
            return Content(file, key) with { Sha256 = hash };
        }
        catch (CheckpointFault fault)
        {
            throw new UserException($"'{path}' {fault.Message}", fault);
        }
        catch (Exception fault)
            when (fault
                    is InvalidDataException
                        or EndOfStreamException
                        or NotSupportedException
                        or ArgumentException
                        or OverflowException
            )
        {
            // The zip library's words for zips that do not hold together.
            throw new UserException($"'{path}' {CheckpointFault.Broken(fault.Message.TrimEnd('.')).Message}", fault);
        }
    }

    private static WeightsFile Content(Stream file, string? key)
    {
        Span<byte> mark = stackalloc byte[16];
        mark = mark[..file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (IsZip(mark))
        {
            using var zip = ZipCheckpoint.Open(file, out var root);
            return Weights(root, key, zip, file.Length, "zip");
        }

        if (!mark.StartsWith(LegacyCheckpoint.Magic))
        {
            throw LegacyCheckpoint.NoCheckpoint();
        }

        var legacy = LegacyCheckpoint.Open(file, out var saved);
        return Weights(saved, key, legacy, file.Length, "legacy");
    }

    private static WeightsFile Weights(object? root, string? key, ITensorData data, long fileLength, string format)
    {
        var (views, path, others) = new StateDictionary().Choose(root, key);
        var tensors = TensorViews.Read(views, data, fileLength);
        var metadata = new Dictionary<string, string>
        {
            [FormatEntry] = format,
            [KeyEntry] = path,
            [OthersEntry] = string.Join('\n', others),
        };
        if ((root as PickleDictionary)?[LightningVersion] is string version)
        {
            metadata[LightningEntry] = version;
        }

        return new WeightsFile(tensors, metadata, "");
    }

    private static bool IsZip(ReadOnlySpan<byte> mark) =>
        mark.StartsWith("PK\x03\x04"u8) || mark.StartsWith("PK\x05\x06"u8);

    private static bool IsPickle(ReadOnlySpan<byte> mark) => mark is [0x80, <= 5, ..];
}
