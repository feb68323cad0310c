using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Configuration;
using GsFramework.Host.Interchange;
using GsFramework.Host.Objective;
using GsFramework.Host.Teaching;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using Serilog;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// Makes what a run makes before it looks at an image or a teacher's weight: the parts that the configuration selects, and the
/// graphs of its networks at the size of its images. So what the run would refuse at its start is known without one.
/// </summary>
internal sealed class Rehearsal
{
    private readonly RunOptions _options;
    private readonly PartFactory _parts;
    private readonly IReadOnlyList<LayerKind> _kinds;
    private readonly List<UserException> _faults = [];

    private Rehearsal(RunOptions options, PartFactory parts, IReadOnlyList<LayerKind> kinds) => (_options, _parts, _kinds) = (options, parts, kinds);

    /// <summary>Rehearses a compression where there is a teacher, else the training of one.</summary>
    /// <exception cref="UserException">The run would be refused; where several things are wrong, the message has a line for each.</exception>
    public static void Of(RunOptions options, PluginCatalog catalog, ILogger log)
    {
        PartDefaults.Check(options, catalog);
        var size = new ImageSize(options.Data.ImageSize, options.Data.ImageSize);
        using var parts = new PartFactory(catalog, log, new WeightsReader(), size);
        var rehearsal = new Rehearsal(options, parts, catalog.LayerKinds);
        rehearsal.Run();
        switch (rehearsal._faults)
        {
            case [var fault]:
                throw fault;
            case [_, _, ..]:
                var messages = rehearsal._faults.Select(static fault => fault.Message).Distinct();
                throw new UserException($"A run would find this wrong:\n{string.Join('\n', messages.Select(static message => $"  {message}"))}", rehearsal._faults[0]);
        }
    }

    private void Run()
    {
        var model = _options.Model;
        Try(() => _parts.Create(_options.Data.Source));
        if (model.Teacher is null)
        {
            // A compression makes no such network.
            Teaching(Try(() => model.Generator is { } selection ? Generator(selection) : null));
        }
        else
        {
            Compression(Try(() => Stored(model.Teacher)));
        }
    }

    private void Teaching(NetworkGraph? generator)
    {
        var method = Try(() => _parts.Create(_options.Teacher.Method));
        foreach (var nested in Nested(_options.Teacher.Method.Options))
        {
            Try(() => _parts.Create(nested));
        }

        if (generator is not null && method is not null)
        {
            Try(() => method.Check(generator, _options.Data.ImageSize));
            if (!method.NeedsDiscriminator || _options.Model.Discriminator is not null)
            {
                Try(() => { _ = TeacherNetworks.Create(_options, _parts, method.NeedsDiscriminator); });
            }
        }

        Objective(generator, generator);
    }

    private void Compression(NetworkGraph? teacher)
    {
        var (model, size) = (_options.Model, _options.Data.ImageSize);
        var start = Try(() => model.Start is null ? null : Stored(model.Start));
        var student = teacher is null ? null : Try(() => RunGraphs.Student(_options, _parts, teacher, start));
        if (teacher is not null && (_options.Objective.Gan.Enabled || _options.Method is not null))
        {
            Try(() =>
            {
                var graph = model.TeacherDiscriminator is not null ? ModelFolder.ReadGraph(model.TeacherDiscriminator, _kinds)
                    : model.Discriminator is not null ? _parts.CreateGraph(model.Discriminator)
                    : null;
                if (graph is not null)
                {
                    RunGraphs.CheckDiscriminator(graph, teacher, size);
                }
            });
        }

        Try(() => _options.Method is null ? null : _parts.Create(_options.Method));
        foreach (var features in _options.Evaluation.FurtherFeatures.Prepend(_options.Evaluation.Features))
        {
            Try(() => _parts.CreateExtractor(features));
        }

        Objective(student, teacher);
    }

    private void Objective(NetworkGraph? student, NetworkGraph? teacher)
    {
        Try(() => _parts.Create(_options.Objective.Gan.Loss));
        if (Try(() => ObjectiveTerms.Create(_parts, _options.Objective)) is not { } terms || student is null || _options.Method is not null)
        {
            return;
        }

        Try(() =>
        {
            var size = _options.Data.ImageSize;
            var rewritten = terms.Aggregate(student, (graph, term) => term.Rewrite(graph, size, size));
            Try(() => RunExports.Check(_options.Export, rewritten));
            foreach (var term in terms)
            {
                Try(() => term.Taps(rewritten, teacher));
            }

            if (_options.Training.Slim.Steps > 0)
            {
                Claims(rewritten, terms);
            }
        });
    }

    // What terms claim depends on the names of parameters alone, so that any weights do.
    private void Claims(NetworkGraph student, IReadOnlyList<GuardedTerm> terms)
    {
        using var weights = GraphWeights.Initialise(student, _options.Seed);
        using var network = new GraphModule(student, weights);
        var trained = network.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        foreach (var term in terms)
        {
            Try(() => term.Claim(network, TrainingPhase.Slim, trained)?.Optimizer.Dispose());
        }
    }

    private NetworkGraph Generator(PartSelection<IGeneratorFactory> selection)
    {
        var graph = _parts.CreateGraph(selection);
        RunGraphs.Fits(graph, $"model.generator '{selection.Kind}'", _options.Data.ImageSize);
        return graph;
    }

    private NetworkGraph Stored(string folder)
    {
        var graph = ModelFolder.ReadGraph(folder, _kinds);
        RunGraphs.Fits(graph, folder, _options.Data.ImageSize);
        return graph;
    }

    private static IEnumerable<IPartSelection> Nested(object? options) => options is null ? []
        : OptionsShape.Of(options.GetType()).Select(property => property.Get(options)).OfType<IPartSelection>();

    private T? Try<T>(Func<T> make)
        where T : class?
    {
        try
        {
            return make();
        }
        catch (UserException fault)
        {
            _faults.Add(fault);
            return null;
        }
    }

    private void Try(Action make) => Try<object?>(() =>
    {
        make();
        return null;
    });
}
