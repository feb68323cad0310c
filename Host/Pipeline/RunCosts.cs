using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary><c>costs.json</c>: the costs that a run goes by, from its first step to its last.</summary>
internal sealed record RunCosts
{
    /// <summary>Those of the exported file; null where nothing asked for them.</summary>
    public OnnxFileBytes? Bytes { get; init; }

    /// <summary>What layers take; likewise.</summary>
    public LayerTimes? Times { get; init; }

    /// <summary>The values of options that were left to the program, by their names; likewise.</summary>
    public IReadOnlyDictionary<string, CostChoice>? Choices { get; init; }

    /// <summary>Those of a run; none where it had no need of any.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public static RunCosts Of(RunDirectory? directory) =>
        directory is not null && File.Exists(directory.Costs)
            ? RecordJson.Read<RunCosts>(directory.Costs)
            : new RunCosts();

    /// <summary>Keeps them; null to keep none.</summary>
    public void Write(RunDirectory? directory)
    {
        if (directory is not null)
        {
            AtomicFile.WriteAllText(directory.Costs, RecordJson.Text(this));
        }
    }
}
