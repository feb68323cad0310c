using GsFramework.Graph;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static GsFramework.Teachers.TeacherLoss;
using static TorchSharp.torch;

namespace GsFramework.Teachers.Classification;

/// <summary>The cross entropy of one-hot labels y to the classes of x: -mean Σ_k y_k log softmax(C(x))_k.</summary>
/// <param name="classifier">C, logits (K, 1, 1); becomes the objective's.</param>
/// <param name="learningRate">Of Adam.</param>
internal sealed class ClassifierObjective(GraphModule classifier, double learningRate) : ITeacherObjective
{
    private readonly NamedOptimizer _optimizer = new(
        "generator",
        Named("G", classifier),
        new OptimizerSettings(OptimizerKind.Adam, learningRate, Momentum: 0.9)
    );

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, GraphModule Module)> Networks => [("G", classifier)];

    // Averaged weights would need running statistics of their own.
    /// <inheritdoc/>
    public IReadOnlyList<KeptNetwork> Kept => [new("model", classifier, IsAveraged: false)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor)
    {
        using var scope = NewDisposeScope();
        var logits = classifier.forward(a);
        if (!logits.shape.SequenceEqual(b.shape))
        {
            throw new UserException(
                $"The classifier makes [{string.Join(", ", logits.shape[1..])}] of an image, but its label is "
                    + $"[{string.Join(", ", b.shape[1..])}]. "
                    + "Give model.generator the classes of the data; the source of labels is 'idx'."
            );
        }

        var loss = CrossEntropy(logits, b);
        var values = new Dictionary<string, double>
        {
            ["lossG"] = loss.item<float>(),
            ["accuracy"] = (logits.argmax(1) == b.argmax(1)).to(float32).mean().item<float>(),
        };
        _optimizer.ZeroGradients();
        loss.backward();
        _optimizer.Step(learningRateFactor);
        return values;
    }

    /// <summary>Mean over a batch, in nats.</summary>
    /// <param name="logits">(N, K, 1, 1).</param>
    /// <param name="labels">One-hot, (N, K, 1, 1).</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => -(labels * logits.log_softmax(1)).sum(1).mean();

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => _optimizer.State();

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors) => _optimizer.Load(tensors);

    public void Dispose()
    {
        _optimizer.Dispose();
        classifier.Dispose();
    }
}
