using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// Measures a network again and again while it is trained, on a few validation images, so that one sees whether more
/// updates would have helped. The images and the teacher's outputs are kept, since the teacher costs more than the
/// student. Nothing is chosen by these numbers: <see cref="ValidationDistance"/> looks at all images for that.
/// </summary>
internal sealed class ValidationCurve : IDisposable
{
    private const int Most = 32;
    private const int BatchSize = 8;

    private readonly List<(Tensor Inputs, Tensor Outputs)> _batches = [];

    private ValidationCurve() { }

    /// <summary>How many images it looks at.</summary>
    public int Images => _batches.Sum(static batch => (int)batch.Inputs.shape[0]);

    /// <summary>How many it looks at of a set.</summary>
    public static int Limit(int images) => Math.Min(Most, images);

    /// <summary>Reads validation images, evenly spaced, and has the teacher translate them.</summary>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public static ValidationCurve Open(RunContext run, GraphModule teacher) => run.Reading(Split.Validation, () =>
        {
            var curve = new ValidationCurve();
            var images = run.Images.Open(Split.Validation, Domain.Source);
            var count = Limit(images.Count);
            using var noGrad = no_grad();
            try
            {
                foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
                {
                    using var scope = NewDisposeScope();
                    var inputs = stack(numbers.Select(number => images.Load(Spaced(number)))).to(teacher.Device);
                    curve._batches.Add(
                        (inputs.DetachFromDisposeScope(), teacher.forward(inputs).DetachFromDisposeScope())
                    );
                }
            }
            catch
            {
                curve.Dispose();
                throw;
            }

            return curve;

            int Spaced(int number) => (int)((long)number * images.Count / count);
        });

    /// <summary>Mean |G(x) - G0(x)|, in [0, 2]; NaN when there are no validation images.</summary>
    public double Of(GraphModule student)
    {
        using var noGrad = no_grad();
        using var looking = new EvaluationMode(student);
        var (sum, count) = (0.0, 0L);
        foreach (var (inputs, outputs) in _batches)
        {
            using var scope = NewDisposeScope();
            sum += (student.forward(inputs) - outputs).abs().mean().item<float>() * inputs.shape[0];
            count += inputs.shape[0];
        }

        return sum / count;
    }

    public void Dispose()
    {
        foreach (var (inputs, outputs) in _batches)
        {
            inputs.Dispose();
            outputs.Dispose();
        }

        _batches.Clear();
    }
}
