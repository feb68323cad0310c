using System.Text.Json;
using GsFramework.Graph;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>Finds a graph's parameters in a weight file with Keras names, where kernels may be stored in 8 bits:
/// value = min + scale·u8, with <c>{"min": …, "scale": …}</c> under the kernel's name in the file's metadata.</summary>
internal static class KerasWeights
{
    /// <summary>Reads every parameter of the graph as fp32.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="file">The file's content; it stays the caller's.</param>
    /// <param name="path">Named in error messages.</param>
    /// <exception cref="UserException">A tensor is missing or has another shape, or a kernel's range is
    /// missing.</exception>
    public static WeightSet For(NetworkGraph graph, WeightsFile file, string path)
    {
        using var scope = NewDisposeScope();
        var weights = new WeightSet();
        try
        {
            foreach (var (name, node, parameter) in graph.Parameters())
            {
                weights.Add(name, Read(KeyOf(node.Name, parameter), parameter, file, path));
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static Tensor Read(string key, LayerParameter parameter, WeightsFile file, string path)
    {
        if (!file.Tensors.TryGetValue(key, out var stored))
        {
            throw new UserException(
                $"'{path}' has no tensor '{key}'. It must hold the trunk of MobileNetV2 (width 1.0) with Keras names."
            );
        }

        if (!stored.shape.SequenceEqual(parameter.Shape))
        {
            throw new UserException(
                $"'{path}': '{key}' is [{string.Join(", ", stored.shape)}], MobileNetV2 (width 1.0) wants "
                    + $"[{string.Join(", ", parameter.Shape)}]."
            );
        }

        if (stored.dtype != ScalarType.Byte)
        {
            return stored.to(float32, copy: true);
        }

        var (min, scale) = RangeOf(key, file, path);
        return ((stored.to(float64) * scale) + min).to(float32);
    }

    private static (double Min, double Scale) RangeOf(string key, WeightsFile file, string path)
    {
        try
        {
            using var range = JsonDocument.Parse(file.Metadata[key]);
            return (
                range.RootElement.GetProperty("min").GetDouble(),
                range.RootElement.GetProperty("scale").GetDouble()
            );
        }
        catch (Exception fault)
            when (fault is KeyNotFoundException or JsonException or InvalidOperationException or FormatException)
        {
            throw new UserException(
                $"'{path}': '{key}' is stored in 8 bits, but the file's __metadata__ has no {{\"min\": …, \"scale\": "
                    + $"…}} under that name.",
                fault
            );
        }
    }

    private static string KeyOf(string node, LayerParameter parameter) =>
        parameter switch
        {
            { Role: ParameterRole.Weight } when node.EndsWith("_depthwise", StringComparison.Ordinal) =>
                $"{node}/depthwise_kernel",
            { Role: ParameterRole.Weight } => $"{node}/kernel",
            { Role: ParameterRole.Scale } => $"{node}/gamma",
            { Role: ParameterRole.Shift } => $"{node}/beta",
            { Name: "running_mean" } => $"{node}/moving_mean",
            _ => $"{node}/moving_variance",
        };
}
