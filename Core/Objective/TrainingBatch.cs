using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>The images of one step, (N, C, H, W) in [-1, 1].</summary>
/// <param name="Input">x.</param>
/// <param name="Teacher">G0(x).</param>
/// <param name="Real">What the discriminator takes for real: the teacher's outputs or target images. A conditional one
/// sees x beside each, which must belong to it.</param>
/// <param name="Truth">The true outputs for x, where a term or a conditional discriminator asks for them.</param>
internal sealed record TrainingBatch(Tensor Input, Tensor Teacher, Tensor Real, Tensor? Truth = null);
