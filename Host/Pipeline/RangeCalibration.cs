using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Logging;
using GsFramework.Host.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// Gives quantisers their ranges where no training does: rewinding and methods leave them none, and quantisers that
/// were to come late may never have taken part. Without a range a quantiser does not round, and there are no integers
/// to export.
/// </summary>
internal static class RangeCalibration
{
    private const int Most = 16;

    /// <summary>How many batches of an epoch are shown.</summary>
    public static int Limit(int stepsPerEpoch) => Math.Min(Most, stepsPerEpoch);

    /// <summary>Batches that show a network what it will see, each valid until the next is taken.</summary>
    public static IEnumerable<Tensor> Batches(TrainingImages images)
    {
        for (var i = 0; i < Limit(images.StepsPerEpoch); i++)
        {
            using var scope = NewDisposeScope();
            yield return images.Next(i).Input;
        }
    }

    /// <summary>Gives ranges to the quantisers that have none, where there are such. From then on the network
    /// rounds.</summary>
    /// <param name="network">The network; its mode is otherwise as it was.</param>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told how far it is.</param>
    public static void Complete(GraphModule network, TrainingImages images, ITrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        network.Quantizing = true;
        var kept = Ranges(network)
            .Where(static entry => !IsMissing(entry))
            .Select(static entry => (entry.Range, Value: entry.Range.clone()))
            .ToArray();
        if (kept.Length == Ranges(network).Count())
        {
            return;
        }

        using (new EvaluationMode(network))
        {
            network.Observing = true;
            foreach (var (number, batch) in Batches(images).Index())
            {
                using var pass = NewDisposeScope();
                using var measured = progress.Measure(WorkName.Calibration);
                network.forward(batch);
                progress.Count("calibration of ranges", number + 1, Limit(images.StepsPerEpoch));
            }

            progress.EndPhase();
        }

        foreach (var (range, value) in kept)
        {
            range.copy_(value);
        }

        // Nothing but zeros was there, which every grid holds.
        foreach (var (_, range) in Ranges(network).Where(static entry => IsMissing(entry)))
        {
            range[1].fill_(1);
        }
    }

    /// <summary>The same, with new ranges for all quantisers: for a network whose weights are no longer those that they
    /// were calibrated for.</summary>
    /// <inheritdoc cref="Complete"/>
    public static void Renew(GraphModule network, TrainingImages images, ITrainingProgress progress)
    {
        using (no_grad())
        {
            foreach (var (_, range) in Ranges(network))
            {
                range.zero_();
            }
        }

        Complete(network, images, progress);
    }

    private static IEnumerable<(AffineQuantizer Quantizer, Tensor Range)> Ranges(GraphModule network) =>
        from node in network.Graph.Nodes
        where node.Layer is AffineQuantizer
        select ((AffineQuantizer)node.Layer, network.Tensors[node.ParameterName("range")]);

    private static bool IsMissing((AffineQuantizer Quantizer, Tensor Range) entry) =>
        entry.Quantizer.Grid(entry.Range) is null;
}
