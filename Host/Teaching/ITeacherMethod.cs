using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>A way to train a dense network from images: what <c>teacher.method</c> selects.</summary>
internal interface ITeacherMethod
{
    /// <summary>True when the method plays against a discriminator, so that <c>model.discriminator</c> must be given.</summary>
    bool NeedsDiscriminator { get; }

    /// <summary>True when each image of A comes with the image of B that has its name; else the domains are drawn
    /// independently.</summary>
    bool IsPaired => false;

    /// <summary>Tests that the method can train such a generator on images of this side.</summary>
    /// <exception cref="UserException">It cannot.</exception>
    void Check(NetworkGraph generator, int side)
    {
    }

    /// <summary>Makes fresh networks and what trains them.</summary>
    ITeacherObjective Begin(TeacherStart start);

    /// <summary>The score by which the best weights are chosen, lower is better; null when the data allows none.</summary>
    IValidationScore? Validation(RunContext run) => KidValidation.Open(run);
}

/// <summary>What a method begins with.</summary>
/// <param name="Generator">The architecture of G.</param>
/// <param name="Discriminator">The architecture of D, null when the method needs none.</param>
/// <param name="LearningRate">Of all networks, before the schedule's factor.</param>
/// <param name="Seed">The run's.</param>
/// <param name="Device">Where to train.</param>
internal sealed record TeacherStart(NetworkGraph Generator, NetworkGraph? Discriminator, double LearningRate, int Seed, Device Device)
{
    /// <summary>A live network with fresh weights; networks with different numbers start differently.</summary>
    public GraphModule Fresh(NetworkGraph graph, int number)
    {
        using var weights = GraphWeights.Initialise(graph, (4L * Seed) + number);
        return new GraphModule(graph, weights, Device);
    }
}

/// <summary>Networks in training and the losses that train them.</summary>
internal interface ITeacherObjective : IDisposable
{
    /// <summary>All networks by the names that checkpoints give them.</summary>
    IReadOnlyList<(string Name, GraphModule Module)> Networks { get; }

    /// <summary>The networks that are kept; the first is G, A → B.</summary>
    IReadOnlyList<KeptNetwork> Kept { get; }

    /// <summary>One update of everything.</summary>
    /// <param name="a">Images of A (N, C, H, W) in [-1, 1].</param>
    /// <param name="b">Images of B.</param>
    /// <param name="step">The step's number.</param>
    /// <param name="learningRateFactor">Of the schedule.</param>
    /// <returns>The losses to be shown, by name.</returns>
    /// <exception cref="UserException">A loss is NaN or infinite; nothing has been updated by it.</exception>
    IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor);

    /// <summary>Optimisers and pools, without the networks. The tensors stay the objective's.</summary>
    IEnumerable<KeyValuePair<string, Tensor>> State();

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    void Load(IReadOnlyDictionary<string, Tensor> tensors);
}

/// <summary>A network that a training leaves.</summary>
/// <param name="Folder">Its folder in the run directory.</param>
/// <param name="Module">The network in training.</param>
/// <param name="IsAveraged">True to keep the moving average of its weights, as for generators, which draw more steadily so.</param>
internal sealed record KeptNetwork(string Folder, GraphModule Module, bool IsAveraged);
