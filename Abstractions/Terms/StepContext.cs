using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Terms;

/// <summary>What a term sees of one training step. All tensors belong to the step's dispose scope.</summary>
public sealed class StepContext
{
    private IReadOnlyDictionary<string, Tensor> _owned = new Dictionary<string, Tensor>();

    /// <summary>The phase of the run.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>Steps done before this one, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>Steps of the phase. Where its budget is a time, they may become more or fewer on the way; the
    /// <see cref="Clock"/> moves on to its end all the same.</summary>
    public required int Steps { get; init; }

    /// <summary>Where the learning-rate schedule stands.</summary>
    public required ScheduleClock Clock { get; init; }

    /// <summary>The factor by which the schedule multiplies every base learning rate in this step.</summary>
    public required double LearningRateFactor { get; init; }

    /// <summary>The generator in training, G.</summary>
    public required GraphModule Generator { get; init; }

    /// <summary>Input images x (N, C, H, W) in [-1, 1].</summary>
    public required Tensor Input { get; init; }

    /// <summary>G(x), with its autograd graph.</summary>
    public required Tensor Output { get; init; }

    /// <summary>G0(x), the dense teacher's output for the same images, without gradient.</summary>
    public required Tensor TeacherOutput { get; init; }

    /// <summary>The images of the target domain that have the names of the input's, such as one-hot labels (N, K, 1,
    /// 1); null when neither a term asks for them with <see cref="INeedsTruth"/> nor a conditional discriminator takes
    /// them for real.</summary>
    public Tensor? Truth { get; init; }

    /// <summary>The discriminator against which the teacher was trained, frozen; null when no term asks for it with
    /// <see cref="INeedsTeacherDiscriminator"/>.</summary>
    public GraphModule? TeacherDiscriminator { get; init; }

    /// <summary>Layer outputs of G and of G0 by pair, for the layers that <see cref="ITapsLayers"/> of all terms named.
    /// A name as key stands for the layer of that name in both.</summary>
    public IReadOnlyDictionary<LayerTap, (Tensor Student, Tensor Teacher)> Features { get; init; } =
        new Dictionary<LayerTap, (Tensor, Tensor)>();

    /// <summary>The live parameters of the term that sees the step, by the names of
    /// <see cref="IOwnsParameters.Own"/>; none for a term that owns none. They belong to the host: do not dispose
    /// them.</summary>
    public IReadOnlyDictionary<string, Tensor> Owned
    {
        get => _owned;
        init => _owned = value;
    }

    /// <summary>The same step as a term sees it that owns these parameters.</summary>
    public StepContext WithOwned(IReadOnlyDictionary<string, Tensor> owned)
    {
        var step = (StepContext)MemberwiseClone();
        step._owned = owned;
        return step;
    }
}
