using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Files as a run exports them.</summary>
internal static class ExportedFiles
{
    /// <summary>The bytes of the file of a network, calibrated on random images where it has no ranges.</summary>
    public static long Bytes(NetworkGraph graph, WeightSet weights, string format, int side)
    {
        var folder = TemporaryFolder.Create("gs-exported-");
        try
        {
            var path = Path.Combine(folder.FullName, "model");
            ModelFolder.Save(path, graph, weights);
            using var model = ModelFolder.Load(path, LayerKind.BuiltIn);
            var images = ExportImages.Random(graph.InputChannels, 1, ImageSize.Square(side));
            var file = Path.Combine(folder.FullName, "file.onnx");
            ModelFormats
                .All.Single(known => known.Name == format)
                .Write(
                    new ExportJob(model, path)
                    {
                        Size = ImageSize.Square(side),
                        CheckImages = new Lazy<ExportImages>(images),
                        CalibrationImages = format == OnnxInt8Format.FormatName ? () => images : null,
                    },
                    file
                );
            return new FileInfo(file).Length;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
