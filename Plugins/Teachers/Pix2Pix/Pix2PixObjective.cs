using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static GsFramework.Teachers.TeacherLoss;
using static TorchSharp.torch;

namespace GsFramework.Teachers.Pix2Pix;

/// <summary>
/// pix2pix (Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017) on pairs of an
/// image x and its true translation y:
/// <code>
/// D:  ½·(real(D(x, y)) + fake(D(x, G(x))))
/// G:  L_GAN(D(x, G(x))) + λ·|y - G(x)|
/// </code>
/// D is updated first, and then G against the new D, as in the official PyTorch code. There is no replay pool. Where D
/// takes the channels of y by themselves, it does not see x.
/// </summary>
/// <remarks>The paper's only noise is dropout, which it keeps on in use. Networks here have none: G(x) is one
/// image.</remarks>
/// <param name="generator">G; becomes the objective's, as D does.</param>
/// <param name="discriminator">D.</param>
/// <param name="adversarial">The game.</param>
/// <param name="l1Weight">λ.</param>
/// <param name="learningRate">Of Adam, for both.</param>
internal sealed class Pix2PixObjective(
    GraphModule generator,
    GraphModule discriminator,
    IAdversarialLoss adversarial,
    double l1Weight,
    double learningRate
) : ITeacherObjective
{
    private readonly NamedOptimizer _generator = new("generator", Named("G", generator), Adam(learningRate));
    private readonly NamedOptimizer _discriminator = new(
        "discriminator",
        Named("D", discriminator),
        Adam(learningRate)
    );

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, GraphModule Module)> Networks => [("G", generator), ("D", discriminator)];

    /// <inheritdoc/>
    public IReadOnlyList<KeptNetwork> Kept =>
        [new("model", generator, IsAveraged: true), new("discriminator", discriminator, IsAveraged: false)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor)
    {
        using var scope = NewDisposeScope();
        var output = generator.forward(a);

        var fake = Judge(a, output.detach());
        var lossD = adversarial.ForDiscriminator(Judge(a, b), fake);
        _discriminator.ZeroGradients();
        lossD.backward();
        _discriminator.Step(learningRateFactor);

        discriminator.RequireGradients(false);
        var gan = adversarial.ForGenerator(Judge(a, output));
        var l1 = L1(output, b);
        var loss = gan + (l1 * l1Weight);
        _generator.ZeroGradients();
        loss.backward();
        _generator.Step(learningRateFactor);
        discriminator.RequireGradients(true);
        return new Dictionary<string, double>
        {
            ["lossG"] = loss.item<float>(),
            ["lossGan"] = gan.item<float>(),
            ["l1"] = l1.item<float>(),
            ["lossD"] = lossD.item<float>(),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => _generator.State().Concat(_discriminator.State());

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _generator.Load(tensors);
        _discriminator.Load(tensors);
    }

    public void Dispose()
    {
        _generator.Dispose();
        _discriminator.Dispose();
        generator.Dispose();
        discriminator.Dispose();
    }

    private Tensor Judge(Tensor input, Tensor image) =>
        discriminator.forward(DiscriminatorInput.Of(discriminator.Graph, input, image));

    private static OptimizerSettings Adam(double learningRate) =>
        new(OptimizerKind.Adam, learningRate, Momentum: 0.5);
}
