using GsFramework.Distillation.Distances;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using GsFramework.Training;
using static TorchSharp.torch;

namespace GsFramework.Distillation;

/// <summary>
/// Distillation through the eyes of the teacher's discriminator, as in portable GANs (Chen et al., AAAI 2020) in the
/// reading of the GAN Slimming authors' baseline. With D's activations F_1 … F_n, frozen:
/// <code>
/// mean |F_c(G(x)) - F_c(G0(x))|  +  w · Σ_l mean (gram F_l(G(x)) - gram F_l(G0(x)))²
/// </code>
/// By default c = 2, l = 1 … 4 and w = 1e5. The activations are taken by their order, so any discriminator will do; a
/// conditional one sees x beside each image.
/// </summary>
internal sealed class DiscriminatorFeatureTerm(DiscriminatorFeatureOptions options)
    : ICompressionTerm,
        INeedsTeacherDiscriminator
{
    public const string Key = "discriminator-features";

    private NetworkGraph? _graph;
    private string[] _layers = [];

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    /// <exception cref="UserException">The discriminator has no activations.</exception>
    public Tensor Loss(StepContext step)
    {
        var discriminator = step.TeacherDiscriminator!;
        var layers = Layers(discriminator.Graph);
        IReadOnlyDictionary<string, Tensor> target;
        using (no_grad())
        {
            target = discriminator.Forward(Judged(step.TeacherOutput), layers).Taps;
        }

        var features = discriminator.Forward(Judged(step.Output), layers).Taps;
        var content = layers[Math.Min(options.ContentLayer, layers.Length) - 1];
        var loss = (features[content] - target[content]).abs().mean();
        foreach (var layer in layers.Take(options.StyleLayers))
        {
            var difference = PerceptualDistance.Gram(features[layer]) - PerceptualDistance.Gram(target[layer]);
            loss += options.StyleWeight * difference.square().mean();
        }

        return loss;

        Tensor Judged(Tensor output) => DiscriminatorInput.Of(discriminator.Graph, step.Input, output);
    }

    private string[] Layers(NetworkGraph graph)
    {
        if (_graph != graph)
        {
            _graph = graph;
            _layers =
            [
                .. graph
                    .Nodes.Where(static node => node.Layer is Activation)
                    .Select(static node => node.Name)
                    .Take(Math.Max(options.ContentLayer, options.StyleLayers)),
            ];
        }

        return _layers.Length > 0
            ? _layers
            : throw new UserException(
                $"The term '{Key}' compares the activations of the teacher's discriminator, but that has none. Use "
                    + $"another discriminator, or remove the term."
            );
    }
}
