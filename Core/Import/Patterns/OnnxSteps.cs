using GsFramework.Core.Import.Reading;

namespace GsFramework.Core.Import.Patterns;

/// <summary>The steps of a file that compute its output from the image, with the primitives of known layers put
/// together.</summary>
internal sealed class OnnxSteps
{
    private readonly Dictionary<string, OnnxStep> _producers;

    private OnnxSteps(IEnumerable<OnnxStep> steps, OnnxFacts facts)
    {
        Facts = facts;
        _producers = steps
            .SelectMany(static step => step.Outputs.Where(static name => name.Length > 0).Select(name => (name, step)))
            .ToDictionary();
    }

    /// <summary>What is known of tensors.</summary>
    public OnnxFacts Facts { get; }

    /// <summary>Reads the steps of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="output">The tensor that is the output.</param>
    /// <returns>The steps, inputs first.</returns>
    public static IReadOnlyList<OnnxStep> Of(OnnxFile file, OnnxFacts facts, string output)
    {
        var steps = file
            .Model.Graph.Node.Select(OnnxStep.Of)
            .Where(step => step.Outputs.Any(facts.IsFeature))
            .ToList();
        var all = new OnnxSteps(steps, facts);
        for (var i = 0; i < steps.Count; i++)
        {
            var found = LayerPatterns.All.Select(match => match(steps[i], all));
            steps[i] = found.FirstOrDefault(static step => step is not null) ?? steps[i];
        }

        // What only the replaced steps read, and dead ends.
        var needed = new HashSet<string> { output };
        var live = new List<OnnxStep>();
        foreach (var step in steps.AsEnumerable().Reverse().Where(step => step.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(step.Inputs);
            live.Add(step);
        }

        live.Reverse();
        return live;
    }

    /// <summary>The step that computes a tensor, when it is of one of these operators; else null.</summary>
    public OnnxStep? Producer(string? tensor, params ReadOnlySpan<string> operations) =>
        tensor is not null && _producers.TryGetValue(tensor, out var step) && operations.Contains(step.Operation)
            ? step
            : null;

    /// <summary>The one number that an input is, at all sizes, or null.</summary>
    public float? Number(OnnxStep step, int input) => Facts.Constant(step.Input(input))?.Uniform;

    /// <summary>The whole numbers that an attribute or an input is, at all sizes, or null.</summary>
    public long[]? Numbers(OnnxStep step, string attribute, int input) =>
        step.Integers(attribute) ?? Facts.Constant(step.Input(input))?.ToIntegers();

    /// <summary>The shape of a tensor that depends on the image, at the first size.</summary>
    public long[] Shape(string tensor) => Facts.Shapes(tensor)[0];
}
