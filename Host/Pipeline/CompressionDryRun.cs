using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// Makes what a compression makes before it looks at an image or a teacher's weight: the parts that the configuration
/// selects, and the graphs of its networks at the size of its images.
/// </summary>
/// <param name="options">The run's options.</param>
/// <param name="parts">Makes its parts.</param>
/// <param name="kinds">The layer kinds of its plugins.</param>
/// <param name="faults">Collects what the run would refuse.</param>
internal sealed class CompressionDryRun(
    RunOptions options,
    PartFactory parts,
    IReadOnlyList<LayerKind> kinds,
    CollectedFaults faults
)
{
    /// <summary>Tests a compression of the teacher in a folder.</summary>
    public void Run(string teacherFolder)
    {
        faults.Try(() => parts.Create(options.Data.Source));
        var model = options.Model;
        var teacher = faults.Try(() => Stored(teacherFolder));
        var start = faults.Try(() => model.Start is null ? null : Stored(model.Start));
        var student = teacher is null
            ? null
            : faults.Try(() => Known(RunGraphs.Student(options, parts, teacher, start)));
        if (teacher is not null && (options.Objective.Gan.Enabled || options.Method is not null))
        {
            faults.Try(() => Discriminator(teacher));
        }

        faults.Try(() => options.Method is null ? null : parts.Create(options.Method));
        foreach (var features in options.Evaluation.FurtherFeatures.Prepend(options.Evaluation.Features))
        {
            faults.Try(() => parts.CreateExtractor(features));
        }

        Objective(student, teacher);
    }

    /// <summary>Tests the terms and the loss of the objective.</summary>
    /// <param name="student">The network that is compressed, or null where there is none.</param>
    /// <param name="teacher">G0, likewise.</param>
    public void Objective(NetworkGraph? student, NetworkGraph? teacher)
    {
        faults.Try(() => parts.Create(options.Objective.Gan.Loss));
        if (
            faults.Try(() => ObjectiveTerms.Create(parts, options.Objective)) is not { } terms
            || student is null
            || options.Method is not null
        )
        {
            return;
        }

        faults.Try(() =>
        {
            var size = options.Data.ImageSize;
            var rewritten = terms.Aggregate(student, (graph, term) => Rewritten(graph, term, size));
            foreach (var term in terms)
            {
                faults.Try(() => term.Taps(rewritten, teacher ?? rewritten));
            }

            if (options.Training.Slim.Steps > 0)
            {
                Claims(rewritten, teacher ?? rewritten, terms);
            }
        });
    }

    private NetworkGraph Rewritten(NetworkGraph graph, GuardedTerm term, int size)
    {
        var rewritten = PluginCode.Run(term.Part, PluginPhase.Rewrite, () =>
            Known(term.Rewrite(graph, ImageSize.Square(size)))
        );
        if (
            options.Export.Formats.Contains(ExportFormat.OnnxInt8)
            && OnnxInt8Format.HasClamps(rewritten)
            && !OnnxInt8Format.HasClamps(graph)
        )
        {
            faults.Add(
                new UserException(
                    $"export.formats asks for 'onnx-int8', but objective.terms.{term.Name} trains quantisers of "
                        + $"2^bits + 1 levels, which no integer kernel has. "
                        + "Take 'onnx' alone, or set the term's profile to 'deployable'."
                )
            );
        }

        return rewritten;
    }

    private void Discriminator(NetworkGraph teacher)
    {
        var model = options.Model;
        var graph =
            model.TeacherDiscriminator is not null ? ModelFolder.ReadGraph(model.TeacherDiscriminator, kinds)
            : model.Discriminator is not null ? Known(parts.CreateGraph(model.Discriminator))
            : null;
        if (graph is not null)
        {
            RunGraphs.CheckDiscriminator(graph, teacher, options.Data.ImageSize);
        }
    }

    // What terms claim and own depends on the graphs alone, so that any weights do.
    private void Claims(NetworkGraph student, NetworkGraph teacher, IReadOnlyList<GuardedTerm> terms)
    {
        using var weights = GraphWeights.Initialize(student, options.Seed);
        using var network = new GraphModule(student, weights);
        var trained = network.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        foreach (var term in terms)
        {
            faults.Try(() => term.Claim(network, TrainingPhase.Slim, trained)?.Optimizer.Dispose());
            faults.Try(() => term.Own(student, teacher, TrainingPhase.Slim, options.Seed, CPU)?.Dispose());
        }
    }

    // Nobody could read the model that the run would end with.
    private NetworkGraph Known(NetworkGraph graph)
    {
        GraphJson.CheckKinds(graph, kinds);
        return graph;
    }

    private NetworkGraph Stored(string folder)
    {
        var graph = ModelFolder.ReadGraph(folder, kinds);
        RunGraphs.Fits(graph, folder, options.Data.ImageSize);
        return graph;
    }
}
