using GsFramework.Features;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>What is kept of one network's outputs: their features and their distances to the truth.</summary>
internal sealed class Outputs(IFeatureExtractor extractor, bool describes, bool compares) : IDisposable
{
    /// <summary>The features of all outputs.</summary>
    public FeatureVectors Features { get; } = new(extractor);

    /// <summary>Distances of those outputs whose truth is known.</summary>
    public PixelScores ToTruth { get; } = new(compares ? extractor : null);

    /// <summary>Adds outputs, and the truth (K, C, H, W) of those at the positions <paramref name="known"/>.</summary>
    /// <param name="numbers">Of the outputs in their data set.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="truth">Their truth, or null where none is known.</param>
    /// <param name="known">Which of them have one.</param>
    public void Add(int[] numbers, Tensor outputs, Tensor? truth, long[] known)
    {
        if (describes)
        {
            Features.Add(outputs);
        }

        if (truth is not null)
        {
            ToTruth.Add(
                known.Select(position => numbers[position]),
                outputs.index_select(0, tensor(known, device: outputs.device)),
                truth
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Features.Dispose();
}
