using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static GsFramework.Teachers.TeacherLoss;
using static TorchSharp.torch;

namespace GsFramework.Teachers.CartoonGan;

/// <summary>
/// CartoonGAN (Chen, Lai, Liu, CVPR 2018) on unpaired photographs x and drawn images y. e(y) are drawn images whose
/// edges have been smoothed: D learns to call them fake, so that G has to draw clear edges. F are features of a fixed
/// network.
/// <code>
/// first steps:  G:  ω·|F(G(x)) - F(x)| + τ·|P(G(x)) - P(x)|
/// then:         G:  L_GAN(D(G(x))) + ω·|F(G(x)) - F(x)| + τ·|P(G(x)) - P(x)|
///               D:  ½·real(D(y)) + ½·((1-s)·fake(D(G(x))) + s·fake(D(e(y))))
/// </code>
/// With the share s = ½ this is the paper's edge-promoting loss, but that what is real and what is fake weigh the same.
/// P are means of 8x8 blocks; the paper has no such summand (τ = 0). Deep features say little of colour, and on small
/// images G then paints every sky grey; AnimeGAN (Chen et al., 2019) holds on to colours for the same reason. Where
/// G(x) has another size than x, x is scaled to it for both.
/// </summary>
/// <param name="generator">G; becomes the objective's, as D does.</param>
/// <param name="discriminator">D.</param>
/// <param name="adversarial">The game.</param>
/// <param name="features">F; stays the caller's.</param>
/// <param name="options">Weights and steps.</param>
/// <param name="learningRate">Of both networks.</param>
internal sealed class CartoonGanObjective(
    GraphModule generator,
    GraphModule discriminator,
    IAdversarialLoss adversarial,
    IFeatureExtractor features,
    CartoonGanMethodOptions options,
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
        var fake = generator.forward(a);
        var (drawn, photograph) = (FeatureImages.ToRgb(fake), FeatureImages.ToRgb(Scaled(a, fake)));
        var content = Content(drawn, photograph);
        var loss = content * options.ContentWeight;
        var values = new Dictionary<string, double>();
        if (options.ToneWeight > 0)
        {
            var tone = L1(Blocks(drawn), Blocks(photograph));
            loss += tone * options.ToneWeight;
            values["tone"] = tone.item<float>();
        }

        if (step >= options.InitialisationSteps)
        {
            discriminator.RequireGradients(false);
            var gan = adversarial.ForGenerator(discriminator.forward(fake));
            loss += gan;
            values["lossGan"] = gan.item<float>();
        }

        values["lossG"] = loss.item<float>();
        values["content"] = content.item<float>();
        _generator.ZeroGradients();
        loss.backward();
        _generator.Step(learningRateFactor);
        if (step >= options.InitialisationSteps)
        {
            discriminator.RequireGradients(true);
            values["lossD"] = Discriminate(b, fake.detach(), step, learningRateFactor);
        }

        return values;
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

    private double Discriminate(Tensor drawn, Tensor fake, int step, double learningRateFactor)
    {
        var real = discriminator.forward(drawn);
        var loss = adversarial.ForDiscriminator(real, discriminator.forward(fake)) * (1 - options.EdgeShare);
        if (options.EdgeShare > 0)
        {
            var smoothed = EdgeSmoothing.Apply(drawn, options.EdgeLow, options.EdgeHigh);
            loss += adversarial.ForDiscriminator(real, discriminator.forward(smoothed)) * options.EdgeShare;
        }

        var value = loss.item<float>();
        _discriminator.ZeroGradients();
        loss.backward();
        _discriminator.Step(learningRateFactor);
        return value;
    }

    private Tensor Content(Tensor fake, Tensor photograph)
    {
        var maps = features.Maps(fake);
        IReadOnlyList<Tensor> wanted;
        using (no_grad())
        {
            wanted = features.Maps(photograph);
        }

        return options.ContentMaps == ContentMaps.Deepest
            ? L1(maps[^1], wanted[^1])
            : maps.Zip(wanted, L1).Aggregate(static (sum, next) => sum + next) / maps.Count;
    }

    private static Tensor Scaled(Tensor images, Tensor like) =>
        images.shape[2] == like.shape[2] && images.shape[3] == like.shape[3]
            ? images
            : nn.functional.interpolate(
                images,
                [like.shape[2], like.shape[3]],
                mode: InterpolationMode.Bicubic,
                align_corners: false,
                antialias: true
            );

    private static Tensor Blocks(Tensor images) => nn.functional.avg_pool2d(images, 8);

    private static OptimizerSettings Adam(double learningRate) => new(OptimizerKind.Adam, learningRate, Momentum: 0.5);
}
