using GsFramework.Core.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>The embedded images of coloured emoji (A) and ink drawings (B).</summary>
internal static class InkImages
{
    /// <summary>The images of a folder in the order of their names, (N, 3, 64, 64) in [-1, 1].</summary>
    public static Tensor Read(string folder, int limit = int.MaxValue)
    {
        using var scope = NewDisposeScope();
        var files = Directory
            .GetFiles(Repository.Path("assets", "emoji-ink", folder), "*.png")
            .Order(StringComparer.Ordinal);
        return stack(files.Take(limit).Select(static file => ImageFile.Load(file))).MoveToOuterDisposeScope();
    }
}
