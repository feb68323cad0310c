using static TorchSharp.torch;

namespace GsFramework.Parts;

/// <summary>Constructs selected parts; a part that uses others takes it in its constructor.</summary>
public interface IPartFactory
{
    /// <summary>Constructs a part. The container disposes it at the end of the run.</summary>
    /// <exception cref="UserException">No plugin has a part of this kind.</exception>
    TContract Create<TContract>(PartSelection<TContract> selection)
        where TContract : class;
}

/// <summary>Reads weight files; a part that needs fixed weights takes it in its constructor.</summary>
public interface IWeightsReader
{
    /// <summary>Reads a weight file: safetensors, or a checkpoint that <c>torch.save</c> wrote (<c>.pth</c>,
    /// <c>.pt</c>), of which nothing is run. The content says which it is. The caller disposes the tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Which of a file's networks is meant: the key of its dictionary, keys joined by dots, or the
    /// first part of its names; "." for all of the file; null for the only dictionary, or the one with a usual
    /// name.</param>
    /// <exception cref="UserException">The file is missing, broken or hostile, or it is not clear which weights are
    /// meant.</exception>
    WeightsFile Read(string path, string? key = null);
}

/// <summary>The content of a weight file.</summary>
/// <param name="Tensors">The tensors by name, in file order.</param>
/// <param name="Metadata">The header's <c>__metadata__</c> of safetensors; for checkpoints, entries beginning with
/// <c>pytorch.</c> that say what was read.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of the file.</param>
public sealed record WeightsFile(
    IReadOnlyDictionary<string, Tensor> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    string Sha256
) : IDisposable
{
    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
