using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Terms;

/// <summary>A term that changes the generator before training, such as one that puts quantisers on its edges.</summary>
public interface IRewritesGenerator
{
    /// <summary>The generator to train instead. Names of layers that stay must not change.</summary>
    NetworkGraph Rewrite(NetworkGraph generator);
}

/// <summary>A term that needs a look at real images before the first step, such as the calibration of ranges.</summary>
public interface IPreparesGenerator
{
    /// <summary>Called once a phase, before the first step; not when a run is resumed.</summary>
    /// <param name="generator">The live generator.</param>
    /// <param name="batches">A few training batches (N, C, H, W) in [-1, 1], each valid until the next is
    /// taken.</param>
    void Prepare(GraphModule generator, IEnumerable<Tensor> batches);
}

/// <summary>A term that trains some of the generator's parameters with an optimiser of its own.</summary>
public interface IClaimsParameters
{
    /// <summary>The parameters and their optimiser, or null when the term claims nothing in this phase. Two terms must
    /// not claim the same parameter.</summary>
    ParameterClaim? Claim(GraphModule generator, TrainingPhase phase);
}

/// <summary>A term that acts on the weights after the optimisers' steps, such as a proximal operator.</summary>
public interface IActsAfterStep
{
    /// <summary>Called after the optimisers of the generator have stepped, without gradient tracking.</summary>
    void AfterStep(StepContext step);
}

/// <summary>
/// A term whose act after the step is a proximal step on a penalty h of the weights that it claims, or of all:
/// <code>
/// x ← argmin over x of  ½‖x - v‖² / η + h(x)
/// </code>
/// By this it says what its step reduces, so that the step can be tested: it never raises h(x) + ½‖x - v‖²/η above
/// h(v).
/// </summary>
public interface ITakesProximalSteps : IActsAfterStep
{
    /// <summary>η of the last step; 0 where <see cref="IActsAfterStep.AfterStep"/> did something else.</summary>
    double StepSize { get; }

    /// <summary>h for the weights that the generator has now, 0 or more, with the factors (such as ρ) of the last
    /// step.</summary>
    double Penalty(GraphModule generator);
}

/// <summary>A term that decides when slimming has reached its goal.</summary>
public interface IEndsSlimming
{
    /// <summary>True when slimming may stop now; it stops when all such terms agree.</summary>
    bool IsFinished { get; }

    /// <summary>About the share of slimming's steps after which it is so, 0 … 1, for forecasts of the time; 1 where
    /// that is not known.</summary>
    double ExpectedShare => 1;
}

/// <summary>A term that wants some of its values in the log, the CSV file and the progress bar.</summary>
public interface IReportsValues
{
    /// <summary>Values of the last step, by short names; the host puts the term's name before them.</summary>
    IEnumerable<KeyValuePair<string, double>> Values { get; }
}

/// <summary>A term that says how people read its values while it trains; without it they see the names.</summary>
public interface ILabelsValues
{
    /// <summary>The name of the term's loss.</summary>
    const string OfLoss = "";

    /// <summary>A value in words, such as <c>MACs 2.1x of 4x</c>: what it is, in a word or two, and a number of two or
    /// three digits, 40 characters at most.</summary>
    /// <param name="name">A name of <see cref="IReportsValues.Values"/>, or <see cref="OfLoss"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The words, or null for a value that is only for the CSV file.</returns>
    string? Label(string name, double value);
}

/// <summary>A term that compares layers inside the generators.</summary>
/// <remarks>
/// The student's are taken on the way of the forward pass that makes <see cref="StepContext.Output"/>, so they cost
/// memory but no time. The teacher's cost a forward pass of the teacher in every step, as far as the last of the
/// layers: its outputs are kept from step to step, its layers are not.
/// </remarks>
public interface ITapsLayers
{
    /// <summary>Pairs of layers whose outputs <see cref="StepContext.Features"/> must offer. A name stands for the
    /// layer of that name in both networks.</summary>
    /// <param name="student">The generator of the phase. In <see cref="TrainingPhase.FineTune"/> it is the compact one,
    /// in which layers have fewer channels and whole branches may be gone.</param>
    /// <param name="teacher">The teacher, which may be of another architecture.</param>
    IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher);
}

/// <summary>
/// A term with parameters that are trained with the generator and are no part of it, such as 1x1 convolutions that
/// bring the student's layers to the teacher's channels, or a network that judges them. They are never exported or
/// counted; checkpoints keep them with their optimiser's moments.
/// </summary>
/// <remarks>
/// They are in <see cref="StepContext.Owned"/>, belong to the host and live for one phase: fine-tuning, whose layers
/// have other channels, begins with new ones.
/// </remarks>
public interface IOwnsParameters
{
    /// <summary>The parameters of a phase, or null when there are none in it. Also called when a run is resumed, and
    /// when channels have left the generator: the values are then replaced by those that were trained.</summary>
    /// <param name="student">The generator of the phase.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="random">Draws the initial values: it depends on nothing but the run's seed, the term and the
    /// phase.</param>
    OwnedParameters? Own(NetworkGraph student, NetworkGraph teacher, TrainingPhase phase, Generator random);

    /// <summary>Brings a parameter, or a moment of it, into the shape that <see cref="Own"/> gives it when channels
    /// have left the generator. Only asked of a term that implements <see cref="IFollowsCompaction"/>, after
    /// <see cref="IFollowsCompaction.Follow"/>.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="tensor">It or its moment, in the former shape.</param>
    /// <param name="left">What is left of the dense generator; <see cref="ChannelCompaction.Kept"/> lists the channels
    /// of a layer.</param>
    /// <param name="former">What was left before.</param>
    Tensor FollowOwned(string name, Tensor tensor, ChannelCompaction left, ChannelCompaction former) => tensor;
}

/// <summary>
/// A term that works on when channels leave the generator for good while it is slimmed
/// (<c>training.slim.compactEvery</c>). A term that claims or owns parameters, acts after steps, prepares the
/// generator, taps layers or keeps tensors may hold something for each channel or compare channels with the teacher's:
/// where such a term does not implement this, nothing leaves.
/// </summary>
public interface IFollowsCompaction
{
    /// <summary>The silent channels that the term needs all the same, such as those that make a multiple.</summary>
    /// <param name="now">What is left of the generator; its channel groups have the numbers of
    /// <see cref="ChannelCompaction.Map"/>.</param>
    /// <param name="silent">The groups that are about to leave.</param>
    /// <returns>The groups to keep for now.</returns>
    IEnumerable<int> Held(ChannelCompaction now, IReadOnlySet<int> silent) => [];

    /// <summary>Channels have left. Called between two steps; and when a run is resumed of which channels had left,
    /// before <see cref="IClaimsParameters.Claim"/> and before the term's own state is set.</summary>
    /// <param name="generator">The generator from now on; the former one is disposed. Its parameters are new
    /// objects.</param>
    /// <param name="left">What is left of the dense generator.</param>
    /// <param name="former">What was left before; <see cref="ChannelCompaction.Follow"/> brings tensors of that shape
    /// into the new one.</param>
    void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former);
}

/// <summary>A term that allows the compact generator only some weights, such as sparse ones.</summary>
public interface IConstrainsWeights
{
    /// <summary>Brings the weights into the allowed set, in place. Called before the fine-tuning, since that may turn
    /// out worse than what it began with, which is then kept, and once more after its last step. Weights in the set
    /// must not be changed by it.</summary>
    /// <param name="generator">The live, compact generator.</param>
    void Constrain(GraphModule generator);
}

/// <summary>A term that compares the generator's outputs with the true ones.</summary>
public interface INeedsTruth
{
    /// <summary>True when <see cref="StepContext.Truth"/> must be there; the run then asks for pairs of training
    /// images.</summary>
    bool NeedsTruth { get; }
}

/// <summary>A term that looks at images through the teacher's discriminator;
/// <see cref="StepContext.TeacherDiscriminator"/> is then there.</summary>
public interface INeedsTeacherDiscriminator;

/// <summary>A term with numbers of its own that a resumed run must have again, such as a controller's.</summary>
public interface IKeepsState
{
    /// <summary>The numbers by name. Setting them restores the term.</summary>
    IReadOnlyDictionary<string, double> State { get; set; }
}

/// <summary>A term with tensors of its own that a resumed run must have again, such as averages of weights.</summary>
public interface IKeepsTensors
{
    /// <summary>The tensors by name; they stay the term's. Setting them restores the term, which must copy
    /// them.</summary>
    IReadOnlyDictionary<string, Tensor> Tensors { get; set; }
}
