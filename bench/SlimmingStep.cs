using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench;

/// <summary>
/// One whole step of GAN Slimming with teacher outputs at hand: generator (least squares and MSE distillation; Adam for W,
/// SGD and the proximal step for γ), then discriminator.
/// </summary>
internal sealed class SlimmingStep : IRunnable
{
    private const double GammaRate = 0.1;
    private const double Rho = 0.01;

    private readonly GraphModule _generator;
    private readonly GraphModule _discriminator;
    private readonly optim.Optimizer _weights;
    private readonly optim.Optimizer _scales;
    private readonly optim.Optimizer _judge;
    private readonly Tensor _images;
    private readonly Tensor _teacher;
    private readonly Tensor[] _gammas;

    public SlimmingStep(int width, int blocks, int side, int batch, bool quantized, bool bfloat16)
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create();
        if (quantized)
        {
            graph = GraphQuantization.Quantize(graph, static _ => new ConvolutionQuantization(
                new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8)));
        }

        using (var weights = GraphWeights.Initialise(graph, seed: 1))
        {
            _generator = new GraphModule(graph, weights) { BFloat16 = bfloat16, Observing = quantized };
        }

        var judge = new GanSlimmingDiscriminator().Create();
        using (var weights = GraphWeights.Initialise(judge, seed: 2))
        {
            _discriminator = new GraphModule(judge, weights) { BFloat16 = bfloat16 };
        }

        var gammas = _generator.Trained(ParameterRole.Scale).Select(static entry => entry.Parameter).ToArray();
        var others = _generator.Trained(ParameterRole.Weight, ParameterRole.Bias, ParameterRole.Shift).Select(static entry => entry.Parameter);
        _gammas = gammas;
        _weights = optim.Adam(others, lr: 1e-5, beta1: 0.5, beta2: 0.999, weight_decay: 1e-3);
        _scales = optim.SGD(gammas, learningRate: GammaRate, momentum: 0.5);
        _judge = optim.Adam(_discriminator.parameters(), lr: 1e-5, beta1: 0.5, beta2: 0.999, weight_decay: 1e-3);
        _images = (rand(batch, 3, side, side) * 2) - 1;
        _teacher = (rand(batch, 3, side, side) * 2) - 1;
    }

    public void Run()
    {
        using var step = NewDisposeScope();
        Freeze(true);
        _weights.zero_grad();
        _scales.zero_grad();
        var output = _generator.forward(_images);
        var loss = (20 * nn.functional.mse_loss(output, _teacher)) + Distance(_discriminator.forward(output), 1);
        loss.backward();
        _weights.step();
        _scales.step();
        Shrink();

        Freeze(false);
        _judge.zero_grad();
        var judgement = 0.5 * (Distance(_discriminator.forward(_teacher), 1) + Distance(_discriminator.forward(output.detach()), 0));
        judgement.backward();
        _judge.step();
    }

    public void Dispose()
    {
        _weights.Dispose();
        _scales.Dispose();
        _judge.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _images.Dispose();
        _teacher.Dispose();
    }

    private static Tensor Distance(Tensor score, double target) => (score - target).square().mean();

    // D's own gradients are of no use while G learns.
    private void Freeze(bool frozen)
    {
        foreach (var parameter in _discriminator.parameters())
        {
            parameter.requires_grad = !frozen;
        }
    }

    private void Shrink()
    {
        using var noGrad = no_grad();
        foreach (var gamma in _gammas)
        {
            gamma.copy_(gamma.sign() * (gamma.abs() - (Rho * GammaRate)).clamp(min: 0));
        }
    }
}
