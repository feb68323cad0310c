using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.Host.Demo;

/// <summary>The models of the page: ONNX files as they are, and MODEL folders, which are exported to a folder that goes
/// when this is disposed.</summary>
internal sealed class DemoModels : IDisposable
{
    private readonly DirectoryInfo _temporary = TemporaryFolder.Create("gs-demo-");
    private readonly List<DemoModel> _models = [];

    private DemoModels() { }

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<DemoModel> Models => _models;

    /// <summary>Opens them all.</summary>
    /// <param name="given">Files and folders.</param>
    /// <param name="format">How folders are exported, or null for what each was trained to be: onnx-int8 where its
    /// activations have ranges, otherwise onnx.</param>
    /// <param name="kinds">The layer kinds that are known.</param>
    /// <param name="exportOf">What an export of a folder works with.</param>
    /// <param name="log">Told of what is exported.</param>
    /// <param name="cancellation">Asked before each.</param>
    /// <exception cref="UserException">One cannot be shown.</exception>
    public static DemoModels Open(
        IReadOnlyList<string> given,
        IModelFormat? format,
        IEnumerable<LayerKind> kinds,
        Func<LoadedModel, string, ExportJob> exportOf,
        ILogger log,
        CancellationToken cancellation
    )
    {
        var models = new DemoModels();
        try
        {
            foreach (var (path, name) in given.Zip(ModelNames.Of(given)))
            {
                cancellation.ThrowIfCancellationRequested();
                models.Add(path, name, format, kinds, exportOf, log);
            }

            return models;
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary.Delete(recursive: true);

    private void Add(
        string given,
        string name,
        IModelFormat? format,
        IEnumerable<LayerKind> kinds,
        Func<LoadedModel, string, ExportJob> exportOf,
        ILogger log
    )
    {
        var file = given;
        if (Directory.Exists(given))
        {
            using var scope = NewDisposeScope();
            using var model = ModelFolder.Load(given, kinds);
            var chosen = format ?? TrainedFormat(model.Graph);
            file = Path.Combine(_temporary.FullName, $"{_models.Count}{chosen.Extension}");
            chosen.Write(Brief(exportOf(model, given)), file);
            log.Information("{Model} is shown as {Format}", given, chosen.Name);
        }

        _models.Add(DemoModel.Open(name, file, given));
    }

    // The user waits for the page: one image shows whether the export went well.
    private static ExportJob Brief(ExportJob job) =>
        job with
        {
            CheckImages = new Lazy<ExportImages>(() =>
                job.CheckImages.Value with
                {
                    Images = [job.CheckImages.Value.Images[0]],
                }
            ),
        };

    private static IModelFormat TrainedFormat(NetworkGraph graph) =>
        OnnxInt8Format.HasRanges(graph)
            ? ModelFormats.All.OfType<OnnxInt8Format>().Single()
            : ModelFormats.All.OfType<OnnxFormat>().First();
}
