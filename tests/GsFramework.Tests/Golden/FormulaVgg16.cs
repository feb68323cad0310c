using GsFramework.Models.Features;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

/// <summary>Gives the formula weights of the golden VGG16 out as if they were torchvision's file.</summary>
internal sealed class FormulaVgg16(GoldenSet golden) : IWeightsReader
{
    public static Vgg16 Open(GoldenSet golden) =>
        new(new Vgg16Options { Weights = "formula.pth" }, new FormulaVgg16(golden));

    public WeightsFile Read(string path, string? key = null)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (k, (name, _, parameter)) in Vgg16Graph.UpTo("relu4_3").Parameters().Index())
        {
            // Weight and bias of convolution k / 2.
            tensors.Add(
                name,
                HashFill.Fill(parameter.Shape, 9000 + k, k % 2 == 0 ? golden.Scalar($"v.bound.{k / 2}") : 0.0625)
            );
        }

        return new WeightsFile(tensors, new Dictionary<string, string>(), new string('0', 64));
    }
}
