using GsFramework.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Teachers;

/// <summary>What the losses of all teachers share.</summary>
internal static class TeacherLoss
{
    /// <summary>mean |x - y|.</summary>
    public static Tensor L1(Tensor left, Tensor right) => (left - right).abs().mean();

    /// <summary>A network's parameters under its name, for an optimiser of several networks.</summary>
    public static IEnumerable<(string, Parameter)> Named(string network, GraphModule module) =>
        module.Trained().Select(entry => ($"{network}.{entry.Name}", entry.Parameter));
}
