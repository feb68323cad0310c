using GsFramework.Core.Data;
using GsFramework.Core.Objective;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The batches of both trainings: inputs, the teacher's outputs for them, and what D takes for real. Images
/// are read ahead by a thread of their own.</summary>
/// <param name="inputs">Batches of A.</param>
/// <param name="teach">G0 of a batch, (N, C, H, W) on any device. It is called without gradients.</param>
/// <param name="targets">Batches of B, or null when D's real images are the teacher's.</param>
/// <param name="truth">The true output of every training image, or null when nothing asks for them.</param>
/// <param name="judgesTruth">True when D's real images are the true outputs, each beside its input.</param>
/// <param name="device">Where to compute.</param>
internal sealed class TrainingImages(
    ImageBatches inputs,
    Func<ImageBatch, Tensor> teach,
    ImageBatches? targets,
    PartnerImages? truth,
    bool judgesTruth,
    Device device
) : IDisposable
{
    private readonly BatchLoader _inputs = new(inputs);
    private readonly BatchLoader? _targets = targets is null ? null : new BatchLoader(targets);

    /// <summary>Marks <see cref="StepPart.Data"/> and <see cref="StepPart.Teacher"/> for whoever measures
    /// them.</summary>
    public Func<string, IDisposable?>? Measure { get; init; }

    public int StepsPerEpoch => inputs.StepsPerEpoch;

    /// <summary>The images of a step, a pure function of its number. They belong to the current dispose
    /// scope.</summary>
    public TrainingBatch Next(int step)
    {
        ImageBatch batch;
        Tensor? known = null;
        using (Measure?.Invoke(StepPart.Data))
        {
            if (truth is null)
            {
                batch = _inputs.Next(step);
            }
            else
            {
                (batch, known) = truth.Next(_inputs, step);
            }
        }

        Tensor taught;
        using (Measure?.Invoke(StepPart.Teacher))
        using (no_grad())
        {
            taught = teach(batch).to(device);
        }

        var partners = known?.to(device);
        var real =
            judgesTruth ? partners!
            : _targets is null ? taught
            : _targets.Next(step).Images.to(device);
        return new TrainingBatch(batch.Images.to(device), taught, real, partners);
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _targets?.Dispose();
    }
}
