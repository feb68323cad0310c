using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Parts;
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
        var model = run.Options.Model;
        Teacher = OpenTeacher(run);
        Teacher.BFloat16 = run.Options.Training.Precision.IsBf16();
        _start = model.Start is null ? null : ModelFolder.Load(model.Start, run.LayerKinds);
        StudentGraph = RunGraphs.Student(
            run.Options,
            run.Parts,
            Teacher.Graph,
            _start is null ? null : GraphQuantization.ReleaseScales(_start.Graph, _start.Weights)
        );
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
            RunGraphs.CheckDiscriminator(_discriminatorGraph, Teacher.Graph, run.Options.Data.ImageSize);
            IsConditional = DiscriminatorChannels.AreOfBoth(
                _discriminatorGraph,
                Teacher.Graph,
                ImageSize.Square(run.Options.Data.ImageSize)
            );
            if (IsConditional)
            {
                DiscriminatorChannels.Tell(_discriminatorGraph, Teacher.Graph, run.Log);
            }
        }
    }

    /// <summary>The teacher alone, in evaluation mode and without gradients. It belongs to the caller.</summary>
    /// <exception cref="UserException">There is none, or it does not take images of the run's size.</exception>
    public static GraphModule OpenTeacher(RunContext run)
    {
        return Frozen(run, run.Options.Model.Teacher)
            ?? throw new UserException($"model.teacher: {CompressionDemands.MissingTeacher}.");
    }

    /// <summary>The network of a folder in evaluation mode and without gradients, or null where no folder is given. It
    /// belongs to the caller.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="outputs">The side of the teacher's outputs for a network that takes these; null for one that takes
    /// images of the run's size.</param>
    /// <exception cref="UserException">The folder is no model, or it does not take such images.</exception>
    public static GraphModule? Frozen(RunContext run, string? folder, int? outputs = null)
    {
        if (folder is null)
        {
            return null;
        }

        using var loaded = ModelFolder.Load(folder, run.LayerKinds);
        RunGraphs.Fits(loaded.Graph, folder, run.Options.Data.ImageSize, outputs);
        var network = new GraphModule(loaded.Graph, loaded.Weights, run.Device);
        network.eval();
        network.RequireGradients(false);
        return network;
    }

    /// <summary>G0, in evaluation mode and without gradients.</summary>
    public GraphModule Teacher { get; }

    /// <summary>The architecture of the student before terms rewrite it: the teacher's, unless the configuration names
    /// one, without biases that a norm cancels.</summary>
    public NetworkGraph StudentGraph { get; }

    /// <summary>The side of G0's outputs.</summary>
    public int OutputSide => RunGraphs.OutputSide(Teacher.Graph, _run.Options.Data.ImageSize);

    /// <summary>True where D judges each output together with its input.</summary>
    public bool IsConditional { get; }

    /// <summary>True when the networks make classes of an image, not an image.</summary>
    public bool IsClassifier => Logits.AreMadeBy(Teacher.Graph, _run.Options.Data.ImageSize);

    /// <summary>A live network on the run's device, in the run's precision.</summary>
    public GraphModule Live(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights) =>
        new(graph, weights, _run.Device) { BFloat16 = _run.Options.Training.Precision.IsBf16() };

    /// <summary>The student before slimming: the weights that it begins with in a graph that terms may have rewritten.
    /// What they lack, such as quantiser ranges, gets its initial value; so does all of a student of its own
    /// architecture.</summary>
    public GraphModule Student(NetworkGraph graph)
    {
        var inherited = Inherited();
        using var weights =
            inherited.Count > 0
                ? GraphWeights.Inherit(graph, inherited, _run.Options.Seed)
                : GraphWeights.Initialize(graph, _run.Options.Seed);
        return Live(graph, weights);
    }

    /// <summary>D as slimming left it (unless fine-tuning rewinds), else the teacher's, else fresh; null when the run
    /// has none.</summary>
    public GraphModule? Discriminator()
    {
        if (_discriminatorGraph is null)
        {
            return null;
        }

        if (!_run.Options.Training.Rewind && File.Exists(_run.Directory.Checkpoint(PhaseName.Slim)))
        {
            using var file = Checkpoints.Read(
                _run.Directory.Checkpoint(PhaseName.Slim),
                $"'{Shell.Command("resume", _run.Directory.Root, "--from", PhaseName.Slim)}' slims again."
            );
            return Live(_discriminatorGraph, Checkpoints.Part(file, GeneratorTraining.Discriminator));
        }

        if (_discriminator is not null)
        {
            return Live(_discriminatorGraph, _discriminator.Weights);
        }

        using var weights = GraphWeights.Initialize(_discriminatorGraph, _run.Options.Seed);
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
        ?? (
            _run.Options.Model is { Student: null, StudentMacRatio: null }
                ? Teacher.Tensors
                : new Dictionary<string, Tensor>()
        );
}
