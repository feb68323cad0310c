using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Teaching;

/// <summary>Networks in training and the losses that train them. Disposing it disposes the networks.</summary>
public interface ITeacherObjective : IDisposable
{
    /// <summary>All networks by the names that checkpoints give them.</summary>
    IReadOnlyList<(string Name, GraphModule Module)> Networks { get; }

    /// <summary>The networks that are kept; the first is G, A → B.</summary>
    IReadOnlyList<KeptNetwork> Kept { get; }

    /// <summary>One update of everything. The host stops the training when a value is not finite.</summary>
    /// <param name="a">Images of A (N, C, H, W) in [-1, 1], on the device of the networks.</param>
    /// <param name="b">Images of B; those of the same names where the method is paired.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="learningRateFactor">Of the schedule, in (0, 1].</param>
    /// <returns>The values to show, such as losses, by name.</returns>
    IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor);

    /// <summary>What a checkpoint needs besides the networks, such as optimisers and replay pools. The tensors remain
    /// the objective's.</summary>
    IEnumerable<KeyValuePair<string, Tensor>> State();

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    void Load(IReadOnlyDictionary<string, Tensor> tensors);
}

/// <summary>A network that a training leaves.</summary>
/// <param name="Folder">Its folder in the run directory.</param>
/// <param name="Module">The network in training.</param>
/// <param name="IsAveraged">True to keep the moving average of its weights, which makes the images of generators
/// steadier.</param>
public sealed record KeptNetwork(string Folder, GraphModule Module, bool IsAveraged);
