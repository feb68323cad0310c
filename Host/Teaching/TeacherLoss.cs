using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>What the losses of all teachers share.</summary>
internal static class TeacherLoss
{
    /// <summary>mean |x - y|.</summary>
    public static Tensor L1(Tensor left, Tensor right) => (left - right).abs().mean();

    /// <summary>A network's parameters under its name, for an optimiser of several networks.</summary>
    public static IEnumerable<(string, Parameter)> Named(string network, GraphModule module) =>
        module.Trained().Select(entry => ($"{network}.{entry.Name}", entry.Parameter));

    /// <summary>The loss as a number.</summary>
    /// <exception cref="UserException">It is NaN or infinite.</exception>
    public static double Finite(Tensor loss, string what, int step)
    {
        var value = loss.item<float>();
        return float.IsFinite(value)
            ? value
            : throw new UserException($"In step {step}, {what} became {value}. The run has stopped; its last checkpoint, if there was one yet, is kept. Lower teacher.learningRate: for a new run in the configuration, for 'gs resume' in config.resolved.json. If it became so in the first steps, '{Shell.Command("doctor")}' tells whether this machine computes right.");
    }
}
