using GsFramework.Core.Interchange;
using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>Opens networks.</summary>
internal static class ImageNetworks
{
    private const string OnnxExtension = ".onnx";

    /// <summary>True for the name of an ONNX file, which ONNX Runtime runs; false for a MODEL folder, which TorchSharp
    /// runs.</summary>
    public static bool IsOnnx(string model) =>
        !Directory.Exists(model)
        && (File.Exists(model) || model.EndsWith(OnnxExtension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens a network.</summary>
    /// <param name="model">A MODEL folder, or an ONNX file that <c>gs export</c> wrote.</param>
    /// <param name="kinds">The layer kinds that are known.</param>
    /// <param name="threads">Threads of ONNX Runtime, 0 for all cores; TorchSharp has those of the process.</param>
    /// <exception cref="UserException">It is missing or broken.</exception>
    public static IImageNetwork Open(string model, IEnumerable<LayerKind> kinds, int threads)
    {
        if (IsOnnx(model))
        {
            return new OnnxImages(OnnxNetwork.Open(model, new OnnxSettings { Threads = threads }));
        }

        using var loaded = ModelFolder.Load(model, kinds);
        return new GraphNetwork(loaded);
    }
}
