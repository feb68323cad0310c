using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Objective;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using static TorchSharp.torch;

namespace GsFramework.Bench.Steps;

/// <summary>The images of steps, read ahead by a thread of their own as in the program, and the teacher's outputs for
/// them: kept in memory, or computed in each step.</summary>
internal sealed class StepImages : IDisposable
{
    private readonly TeacherCache? _cache;
    private readonly TrainingImages _images;

    /// <summary>Opens images that come with the repository.</summary>
    /// <param name="shape">Their size, and how many there are in a step.</param>
    /// <param name="teacher">G0, called without gradients.</param>
    /// <param name="keepsOutputs">True to compute the teacher's outputs now, false to do so in each step.</param>
    /// <param name="measure">Marks the parts.</param>
    public StepImages(StepShape shape, Func<Tensor, Tensor> teacher, bool keepsOutputs, PartClock measure)
    {
        var source = new FolderImageSource(
            new() { Root = RepositoryFolder.Of("assets", "emoji-ink"), CacheMegabytes = 256 },
            ImageSize.Square(shape.Side)
        );
        var images = new FewImages(source, _ => 4 * shape.Batch).Open(Split.Train, Domain.Source);
        _cache = keepsOutputs ? TeacherCache.Compute(images, teacher, shape.Batch, mirrored: true) : null;
        _images = new TrainingImages(
            new ImageBatches(images, shape.Batch, seed: 1, flip: true),
            batch => _cache?.Take(batch.Plan) ?? teacher(batch.Images),
            targets: null,
            truth: null,
            judgesTruth: false,
            CPU
        )
        {
            Measure = measure.Measure,
        };
    }

    /// <summary>The images of a step. They belong to the current dispose scope.</summary>
    public TrainingBatch Next(int step) => _images.Next(step);

    public void Dispose()
    {
        _images.Dispose();
        _cache?.Dispose();
    }
}
