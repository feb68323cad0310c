using GsFramework.Host.Data;
using GsFramework.Host.Objective;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The batches of both trainings: inputs, the teacher's outputs for them, and what D takes for real.</summary>
/// <param name="inputs">Batches of A.</param>
/// <param name="teacher">G0 of every training image, computed once.</param>
/// <param name="targets">Batches of B, or null when D's real images are the teacher's.</param>
/// <param name="truth">The true output of every training image, or null when no term asks for them.</param>
/// <param name="device">Where to compute.</param>
internal sealed class TrainingImages(
    ImageBatches inputs, TeacherCache teacher, ImageBatches? targets, PartnerImages? truth, Device device)
{
    public int StepsPerEpoch => inputs.StepsPerEpoch;

    /// <summary>The images of a step, a pure function of its number. They belong to the current dispose scope.</summary>
    public TrainingBatch Next(int step)
    {
        var batch = inputs.Next(step);
        var taught = teacher.Take(batch.Plan).to(device);
        var real = targets is null ? taught : targets.Next(step).Images.to(device);
        var known = truth is null ? null : ImageBatches.Load(truth, batch.Plan).to(device);
        return new TrainingBatch(batch.Images.to(device), taught, real, known);
    }
}
