using GsFramework.Core.Processes;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>Tests what a part has returned as its loss. All but the value itself is known without waiting for the
/// device.</summary>
internal static class LossCheck
{
    /// <summary>What a loss is instead of a differentiable scalar, as the second part of a sentence; null when it is
    /// one.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="output">An image of which it must be a function, or beside which it must be.</param>
    public static string? Fault(Tensor loss, Tensor output) =>
        loss switch
        {
            { IsInvalid: true } =>
                "a tensor that was disposed. Return one that is alive, without a 'using' of its own.",
            _ when loss.numel() != 1 => $"[{string.Join(", ", loss.shape)}], not a scalar. Take its mean.",
            _ when loss.device_type != output.device_type
                    || (loss.device_type == DeviceType.CUDA && loss.device_index != output.device_index) =>
                $"on the device {loss.device}, the step is on {output.device}. Make tensors on the device of the "
                    + $"step's images.",
            _ when !loss.is_floating_point() =>
                $"of type {loss.dtype}, which has no gradient. Return a floating-point number.",
            _ when output.requires_grad && !loss.requires_grad =>
                "detached: it has no gradient. Compute it from the step's output without no_grad, detach or item; a "
                    + "term without a loss returns null.",
            _ => null,
        };

    /// <summary>The value of a scalar. This waits for the device.</summary>
    public static float Value(Tensor loss) =>
        loss.dtype == ScalarType.Float32 ? loss.item<float>() : loss.to(float32).item<float>();

    /// <summary>The value, which must be a finite number.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="part">Whose it is.</param>
    /// <param name="phase">When.</param>
    /// <exception cref="UserException">It is NaN or infinite.</exception>
    public static double Finite(Tensor loss, PartName part, string phase)
    {
        var value = Value(loss);
        return float.IsFinite(value)
            ? value
            : throw new UserException(
                $"{part}, {phase}: the loss became {value}. The run has stopped; its last checkpoint, if there was "
                    + "one yet, is kept. Lower the learning rate or the term's weight: for a new run in the "
                    + "configuration, for 'gs resume' in config.resolved.json. "
                    + $"If it became so in the first steps, '{Shell.Command("doctor")}' tells whether this machine "
                    + $"computes right."
            );
    }
}
