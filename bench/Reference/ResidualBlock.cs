using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>x + f(x) with the names of the GAN Slimming code.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers;

    /// <summary>Takes f.</summary>
    public ResidualBlock(Sequential layers)
        : base(nameof(ResidualBlock))
    {
        _layers = layers;
        register_module("conv_block", layers);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input + _layers.forward(input);
}
