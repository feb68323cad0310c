using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Runs;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.Host.Benchmarking;

/// <summary>The models of a benchmark in all their forms. Those that a folder is exported to are gone after
/// it.</summary>
internal sealed class TimedModels : IDisposable
{
    /// <summary>The format that integer kernels run.</summary>
    public const string Integers = "onnx-int8";

    private readonly List<TimedModel> _models = [];
    private readonly DirectoryInfo _temporary = TemporaryFolder.Create("gs-benchmark-");
    private readonly IReadOnlyList<LayerKind> _kinds;
    private readonly BenchmarkSettings _settings;
    private readonly ILogger _log;

    /// <summary>Begins with none.</summary>
    public TimedModels(IEnumerable<LayerKind> kinds, BenchmarkSettings settings, ILogger log) =>
        (_kinds, _settings, _log) = ([.. kinds], settings, log);

    /// <summary>What a MODEL folder can be measured as: itself, and what it is exported to.</summary>
    public static IReadOnlyList<string> Formats { get; } = [TimedModel.FolderFormat, "onnx", "onnx-fp16", Integers];

    /// <summary>Those of them that are measured unless others are named.</summary>
    public static IReadOnlyList<string> UsualFormats { get; } = [TimedModel.FolderFormat, "onnx", Integers];

    /// <summary>The forms, those of a model side by side.</summary>
    public IReadOnlyList<TimedModel> All => _models;

    /// <summary>Where files may be put that are gone after the benchmark.</summary>
    public string Temporary => _temporary.FullName;

    /// <summary>Adds a model.</summary>
    /// <param name="model">A MODEL folder, or an ONNX file that <c>gs export</c> wrote.</param>
    /// <param name="formats">The forms of a folder, or null for the usual ones that it has.</param>
    /// <param name="name">Its name in tables; the path when it is null.</param>
    /// <param name="given">What the user calls it; the path when it is null.</param>
    /// <exception cref="UserException">It is missing or broken, or cannot be exported.</exception>
    public void Add(string model, IReadOnlyList<string>? formats, string? name = null, string? given = null)
    {
        if (ImageNetworks.IsOnnx(model))
        {
            AddFile(model, given ?? model, name ?? model);
            return;
        }

        using var loaded = ModelFolder.Load(model, _kinds);
        var hasRanges = loaded.Graph.Nodes.Any(static node => node.Layer is AffineQuantizer);
        var macs = Costs(loaded.Graph, model).Macs;
        foreach (var format in formats ?? [.. UsualFormats.Where(format => format != Integers || hasRanges)])
        {
            if (Exported(loaded, model, format, isAsked: formats is not null) is { } exported)
            {
                Add(given ?? model, name ?? model, format, exported.Path, macs, exported.ComputesModel);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary.Delete(recursive: true);

    private void AddFile(string path, string given, string name)
    {
        using var file = OnnxNetwork.Open(path);
        WorkingMemory.Check(
            (long)sizeof(float)
                * (file.Card.InputChannels + file.Card.OutputChannels)
                * _settings.Size.Height
                * _settings.Size.Width,
            _settings.Size,
            _settings.Batch
        );
        var pixels =
            (double)_settings.Size.Height
            * _settings.Size.Width
            / Math.Max(1, (long)file.Card.Height * file.Card.Width);
        Add(given, name, file.Card.Format, path, file.Card.Macs > 0 ? (long)(file.Card.Macs * pixels) : null);
    }

    private void Add(
        string given,
        string name,
        string format,
        string path,
        long? macs,
        bool? computesModel = null
    ) =>
        _models.Add(
            new TimedModel(given, format, path)
            {
                Name = name,
                ComputesModel = computesModel,
                Bytes = format == TimedModel.FolderFormat ? ModelFolder.WeightBytes(path) : new FileInfo(path).Length,
                Macs = macs,
                Open = () => ImageNetworks.Open(path, _kinds, _settings.Threads),
            }
        );

    private (string Path, bool? ComputesModel)? Exported(LoadedModel model, string folder, string format, bool isAsked)
    {
        if (format == TimedModel.FolderFormat)
        {
            return (folder, null);
        }

        using var scope = NewDisposeScope();
        var image = new Lazy<ExportImages>(() =>
            new ExportImages(
                [Benchmark.Images(_settings with { Batch = 1 }, model.Graph.InputChannels)],
                "made-up image"
            )
        );
        var job = new ExportJob(model, folder)
        {
            Size = _settings.Size,
            CheckImages = image,
            Origin = RunFacts.Of(folder)?.Origin,
        };
        var target = Path.Combine(Temporary, $"{_models.Count}.{format}.onnx");
        try
        {
            var written = ModelFormats.All.Single(candidate => candidate.Name == format).Write(job, target);
            return (target, written.ComputesModel);
        }
        catch (Exception fault)
            when (fault is InvalidOperationException || (fault is UserException && format == Integers && !isAsked))
        {
            // It would be timed at something else than what the model computes, or has no integer form, for which
            // nobody asked.
            _log.Warning("{Model} is not measured as {Format}: {Reason}", folder, format, fault.Message);
            return null;
        }
    }

    private GraphCost Costs(NetworkGraph graph, string model)
    {
        try
        {
            WorkingMemory.Check(graph, _settings.Size, _settings.Batch);
            return GraphCost.Of(graph, _settings.Size);
        }
        catch (GraphException fault)
        {
            throw new UserException(
                $"'{model}' does not take images of {_settings.Size}: {fault.Message} Choose another --size.",
                fault
            );
        }
    }
}
