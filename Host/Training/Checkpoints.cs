using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>Checkpoints: one safetensors file with the tensors of everything that trains, by prefix, and in its
/// metadata the step and the seconds spent.</summary>
internal static class Checkpoints
{
    private const string HashKey = "sha256";
    private const int BufferSize = 1 << 18;

    /// <summary>A live network's tensors under a prefix.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(string prefix, GraphModule? module) =>
        module?.Tensors.Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value)) ?? [];

    /// <summary>The tensors of a file under a prefix, without it. They stay the file's.</summary>
    public static Dictionary<string, Tensor> Part(WeightsFile file, string prefix) =>
        file
            .Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], static entry => entry.Value);

    /// <summary>Writes a checkpoint, with its own SHA-256 in the metadata.</summary>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        PhaseOutcome done,
        IEnumerable<KeyValuePair<string, double>> numbers
    )
    {
        var metadata = numbers.ToDictionary(static entry => entry.Key, static entry => Text(entry.Value));
        metadata["step"] = Text(done.Steps);
        metadata["seconds"] = Text(done.Time.Seconds);
        metadata["cpuSeconds"] = Text(done.Time.CpuSeconds);
        var listed = tensors.ToList();
        metadata[HashKey] = Hash(listed, metadata);
        SafeTensors.Write(path, listed, metadata);
    }

    /// <summary>How far training was when the file was written.</summary>
    public static PhaseOutcome Done(WeightsFile file) =>
        new((int)Number(file, "step"), new Elapsed(Number(file, "seconds"), Number(file, "cpuSeconds")));

    /// <summary>The numbers of the metadata under a prefix, without it.</summary>
    public static Dictionary<string, double> Numbers(WeightsFile file, string prefix) =>
        file
            .Metadata.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(key => key[prefix.Length..], key => Number(file, key));

    /// <summary>Restores from a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do where it is damaged.</param>
    /// <param name="restore">Takes what it holds.</param>
    /// <exception cref="UserException">The file is damaged, or does not fit the configuration.</exception>
    public static PhaseOutcome Load(string path, string remedy, Action<WeightsFile> restore)
    {
        using var scope = NewDisposeScope();
        using var file = Read(path, remedy);
        try
        {
            restore(file);
            return Done(file);
        }
        catch (Exception fault)
            when (fault
                    is KeyNotFoundException
                        or GraphException
                        or FormatException
                        or PluginException { InnerException: KeyNotFoundException or FormatException }
            )
        {
            throw new UserException(
                $"The checkpoint '{path}' does not fit the run's config.resolved.json: {fault.Message} Undo what was "
                    + $"changed there, or start a new run.",
                fault
            );
        }
    }

    /// <summary>Reads a checkpoint and tests that it is whole, which one of an earlier version, without a hash, may not
    /// be.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static WeightsFile Read(string path, string remedy)
    {
        WeightsFile file;
        try
        {
            file = SafeTensors.Read(path);
        }
        catch (UserException fault)
        {
            throw new UserException(
                $"{fault.Message.Replace($" {WeightsStream.CopyAgain}", "", StringComparison.Ordinal)} {remedy}",
                fault
            );
        }

        if (!file.Metadata.TryGetValue(HashKey, out var written) || written == Hash(file.Tensors, file.Metadata))
        {
            return file;
        }

        file.Dispose();
        throw new UserException($"The checkpoint '{path}' is damaged: its content is not what was written. {remedy}");
    }

    // Of names, types, shapes, values and numbers, in an order of their own: not of the file, which holds it.
    private static string Hash(
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            foreach (var (name, tensor) in tensors.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                using var scope = NewDisposeScope();
                stream.Write(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} [{string.Join(',', tensor.shape)}]\n"));
                if (tensor.numel() > 0)
                {
                    tensor.detach().cpu().contiguous().WriteBytesToStream(stream, BufferSize);
                }
            }

            foreach (
                var (key, value) in metadata
                    .Where(static entry => entry.Key != HashKey)
                    .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            )
            {
                stream.Write(Encoding.UTF8.GetBytes($"{key}={value}\n"));
            }
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static double Number(WeightsFile file, string key) =>
        double.Parse(file.Metadata[key], CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
