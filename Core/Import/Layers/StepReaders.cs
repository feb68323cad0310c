using GsFramework.Core.Import.Patterns;
using GsFramework.Core.Import.Reading;

namespace GsFramework.Core.Import.Layers;

/// <summary>Makes layers of one step.</summary>
internal delegate void StepReader(OnnxStep step, ImportedGraph graph);

/// <summary>All operators that are read.</summary>
internal static class StepReaders
{
    private static readonly Dictionary<string, StepReader> _all = new[]
    {
        ConvolutionSteps.All,
        NormSteps.All,
        FunctionSteps.All,
        ArithmeticSteps.All,
        ChannelSteps.All,
        SizeSteps.All,
        ShapeSteps.All,
    }
        .SelectMany(static readers => readers)
        .ToDictionary();

    /// <summary>The names of the operators, sorted.</summary>
    public static IEnumerable<string> Operations =>
        _all.Keys.Where(static name => !name.StartsWith(OnnxStep.Own, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Tests that all operators are known, before the first step is read: of an attention, its softmax says
    /// more than the reshape before it.</summary>
    /// <exception cref="UnreadableStepException">One is not.</exception>
    public static void Check(IEnumerable<OnnxStep> steps)
    {
        if (steps.FirstOrDefault(static step => !_all.ContainsKey(step.Operation)) is { } unknown)
        {
            throw ImportedGraph.Unreadable(
                unknown,
                unknown.Operation == LayerPatterns.LastAxisNorm
                    ? "it is a layer norm of an image whose channels are the last axis, which is read where transposes "
                        + "are right before and behind it. Between these, linear layers have to be convolutions of 1x1"
                    : "no layer of a MODEL computes what this operator does"
            );
        }
    }

    /// <summary>Makes layers of a step whose operator is known.</summary>
    /// <exception cref="UnreadableStepException">That cannot be done.</exception>
    public static void Read(OnnxStep step, ImportedGraph graph) => _all[step.Operation](step, graph);
}
