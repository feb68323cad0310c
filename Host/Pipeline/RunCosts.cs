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
    public static RunCosts Of(RunDirectory directory)
    {
        if (!File.Exists(directory.Costs))
        {
            return new RunCosts();
        }

        var costs = RecordJson.Read<RunCosts>(directory.Costs);
        return costs.Times is { IsWhole: false }
            ? throw RecordJson.Damaged(directory.Costs, "at 'times', a size or a shape is missing.")
            : costs;
    }
}
