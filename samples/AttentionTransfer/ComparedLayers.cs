using System.IO.Enumeration;
using GsFramework;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using Serilog;
using static TorchSharp.torch;

namespace Samples.AttentionTransfer;

/// <summary>The layers that a term compares, and the mean of what it finds in them.</summary>
/// <param name="term">The term's key.</param>
/// <param name="patterns">Names with *, or none for the usual ones.</param>
/// <param name="log">Where to say that nothing is left to compare.</param>
internal sealed class ComparedLayers(string term, IReadOnlyList<string> patterns, ILogger log)
{
    private string? _fault;
    private bool _warned;

    /// <summary>The layers of a generator. What is wrong with them is said by <see cref="Mean"/>, which knows the
    /// phase.</summary>
    public IReadOnlyCollection<LayerTap> Find(NetworkGraph generator)
    {
        string[] names = [.. generator.Nodes.Select(static node => node.Name)];
        if (patterns.Count > 0)
        {
            var missing = patterns.FirstOrDefault(pattern => !names.Any(name => Matches(pattern, name)));
            _fault = missing is null ? null : $"no layer of the generator matches '{missing}'";
            return [.. names.Where(name => patterns.Any(pattern => Matches(pattern, name)))];
        }

        string[] Of<TLayer>() =>
            [.. generator.Nodes.Where(static node => node.Layer is TLayer).Select(static node => node.Name)];
        var usual = Of<Add>() is { Length: > 0 } sums ? sums : Of<Concat>();
        _fault = usual.Length > 0 ? null : "the generator has neither residual blocks nor skip connections";
        return [.. usual];
    }

    /// <summary>The mean over the layers; null when pruning has left none of them.</summary>
    /// <param name="step">The step.</param>
    /// <param name="loss">A layer's name, its output in the student and in the teacher (N, C, H, W), to a
    /// scalar.</param>
    /// <exception cref="UserException">The generator never had such layers.</exception>
    public Tensor? Mean(StepContext step, Func<string, Tensor, Tensor, Tensor> loss)
    {
        // Fine-tuning may well lack a block that pruning has taken out; the dense generator has all that it ever had.
        if (_fault is not null && step.Phase == TrainingPhase.Slim)
        {
            throw new UserException(
                $"objective.terms.{term}.layers: {_fault}. 'gs cost MODEL' lists the names of its layers."
            );
        }

        var layers = Find(step.Generator.Graph);
        if (layers.Count == 0)
        {
            Warn();
            return null;
        }

        return stack([
                .. layers
                    .Select(layer => (layer.Student, Outputs: step.Features[layer]))
                    .Select(layer => loss(layer.Student, layer.Outputs.Student, layer.Outputs.Teacher)),
            ])
            .mean();
    }

    private void Warn()
    {
        if (!_warned)
        {
            log.Warning("{Term} has nothing to compare: {Fault}", term, _fault);
            _warned = true;
        }
    }

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
