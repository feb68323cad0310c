using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Configuration;
using GsFramework.Host.Interchange;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The networks of a run: the teacher, and fresh or restored students and discriminators.</summary>
internal sealed class RunNetworks : IDisposable
{
    private readonly RunContext _run;
    private readonly LoadedModel? _discriminator;
    private readonly LoadedModel? _start;
    private readonly NetworkGraph? _discriminatorGraph;

    /// <summary>Loads the teacher and its discriminator and tests that they take images of the run's size.</summary>
    public RunNetworks(RunContext run)
    {
        _run = run;
        var (model, size) = (run.Options.Model, run.Options.Data.ImageSize);
        Teacher = OpenTeacher(run);
        Teacher.BFloat16 = run.Options.Training.Precision == Precision.Bf16;
        _start = model.Start is null ? null : ModelFolder.Load(model.Start, run.LayerKinds);
        StudentGraph = StudentOf(model, size);
        if (!run.Options.Objective.Gan.Enabled && run.Options.Method is null)
        {
            return;
        }

        if (model.TeacherDiscriminator is not null)
        {
            _discriminator = ModelFolder.Load(model.TeacherDiscriminator, run.LayerKinds);
        }

        _discriminatorGraph = _discriminator?.Graph
            ?? (model.Discriminator is null ? null : run.Parts.CreateGraph(model.Discriminator));
        if (_discriminatorGraph is not null)
        {
            Fits(_discriminatorGraph, "the discriminator", size);
        }
    }

    /// <summary>The teacher alone, in evaluation mode and without gradients. It belongs to the caller.</summary>
    /// <exception cref="UserException">There is none, or it does not take images of the run's size.</exception>
    public static GraphModule OpenTeacher(RunContext run)
    {
        return Frozen(run, run.Options.Model.Teacher) ?? throw new UserException($"model.teacher: {CompressionDemands.MissingTeacher}.");
    }

    /// <summary>The network of a folder in evaluation mode and without gradients, or null where no folder is given. It belongs
    /// to the caller.</summary>
    /// <exception cref="UserException">The folder is no model, or it does not take images of the run's size.</exception>
    public static GraphModule? Frozen(RunContext run, string? folder)
    {
        if (folder is null)
        {
            return null;
        }

        using var loaded = ModelFolder.Load(folder, run.LayerKinds);
        Fits(loaded.Graph, folder, run.Options.Data.ImageSize);
        var network = new GraphModule(loaded.Graph, loaded.Weights, run.Device);
        network.eval();
        network.RequireGradients(false);
        return network;
    }

    /// <summary>G0, in evaluation mode and without gradients.</summary>
    public GraphModule Teacher { get; }

    /// <summary>The architecture of the student before terms rewrite it: the teacher's, unless the configuration names one, without
    /// biases that a norm cancels.</summary>
    public NetworkGraph StudentGraph { get; }

    /// <summary>True when the networks make classes of an image, not an image.</summary>
    public bool IsClassifier => Logits.AreMadeBy(Teacher.Graph, _run.Options.Data.ImageSize);

    /// <summary>A live network on the run's device, in the run's precision.</summary>
    public GraphModule Live(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights) =>
        new(graph, weights, _run.Device) { BFloat16 = _run.Options.Training.Precision == Precision.Bf16 };

    /// <summary>The student before slimming: the weights that it begins with in a graph that terms may have rewritten. What
    /// they lack, such as quantiser ranges, gets its initial value; so does all of a student of its own architecture.</summary>
    public GraphModule Student(NetworkGraph graph)
    {
        using var weights = GraphWeights.Initialise(graph, _run.Options.Seed);
        var inherited = Inherited();
        foreach (var (name, _, parameter) in graph.Parameters().Where(entry =>
            inherited.Count > 0 && entry.Parameter.Role == ParameterRole.Scale && !inherited.ContainsKey(entry.Name)))
        {
            // A scale that a term has added must not change what the network computes.
            weights.Replace(name, ones([.. parameter.Shape]));
        }

        foreach (var (name, tensor) in inherited.Where(entry => weights.ContainsKey(entry.Key)))
        {
            weights.Replace(name, tensor.detach().clone());
        }

        return Live(graph, weights);
    }

    /// <summary>D as slimming left it (unless fine-tuning rewinds), else the teacher's, else fresh; null when the run has none.</summary>
    public GraphModule? Discriminator()
    {
        if (_discriminatorGraph is null)
        {
            return null;
        }

        if (!_run.Options.Training.Rewind && File.Exists(_run.Directory.Checkpoint("slim")))
        {
            using var file = SafeTensors.Read(_run.Directory.Checkpoint("slim"));
            return Live(_discriminatorGraph, Checkpoints.Part(file, "discriminator."));
        }

        if (_discriminator is not null)
        {
            return Live(_discriminatorGraph, _discriminator.Weights);
        }

        using var weights = GraphWeights.Initialise(_discriminatorGraph, _run.Options.Seed);
        return Live(_discriminatorGraph, weights);
    }

    public void Dispose()
    {
        Teacher.Dispose();
        _discriminator?.Dispose();
        _start?.Dispose();
    }

    private IReadOnlyDictionary<string, Tensor> Inherited() =>
        _start?.Weights
        ?? (_run.Options.Model is { Student: null, StudentMacRatio: null } ? Teacher.Tensors : new Dictionary<string, Tensor>());

    private NetworkGraph StudentOf(ModelOptions model, int size)
    {
        var graph = _start is not null ? GraphQuantization.ReleaseScales(_start.Graph, _start.Weights)
            : model.Student is not null ? _run.Parts.CreateGraph(model.Student)
            : Teacher.Graph;
        var what = _start is null ? "model.student" : "model.start";
        if (graph != Teacher.Graph && (graph.InputChannels != Teacher.Graph.InputChannels
            || Fits(graph, what, size) != Fits(Teacher.Graph, "model.teacher", size)))
        {
            throw new UserException(
                $"{what} takes or makes something else than model.teacher: give it the same channels, output size and classes.");
        }

        try
        {
            graph = model.StudentMacRatio is { } ratio ? GraphNarrowing.ToMacRatio(graph, ratio, size, size) : graph;
            return GraphSimplification.WithoutCancelledBiases(graph);
        }
        catch (GraphException fault)
        {
            throw new UserException($"model.studentMacRatio is {model.StudentMacRatio}: {fault.Message}", fault);
        }
    }

    /// <summary>Tests that a network takes images of the run's size.</summary>
    /// <exception cref="UserException">It does not.</exception>
    public static FeatureShape Fits(NetworkGraph graph, string what, int size)
    {
        try
        {
            return PluginCode.Run(graph, what, "shapes", () => graph.Shapes(size, size)[graph.Output.Name]);
        }
        catch (UserException fault)
        {
            throw new UserException($"data.imageSize = {size} does not fit {what}: {fault.Message}", fault);
        }
    }
}
