using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Guards;
using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>L_GAN as a part that may belong to a plugin: what it gives is tested, and its failures name it.</summary>
/// <param name="loss">The loss.</param>
internal sealed class AdversarialPart(IAdversarialLoss loss)
{
    private PartName Name => PartName.Of(loss);

    /// <summary>Its name as the generator's loss.</summary>
    public PartName OfGenerator => Name with { What = $"{Name.What} of the generator" };

    /// <summary>Its name as the discriminator's loss.</summary>
    public PartName OfDiscriminator => Name with { What = $"{Name.What} of the discriminator" };

    /// <summary>One of its two losses.</summary>
    /// <param name="side">Asks for it.</param>
    /// <param name="scores">The scores of made images that it is of.</param>
    /// <param name="phase">The moment, for messages.</param>
    /// <exception cref="UserException">It has failed, or returned no scalar of the scores.</exception>
    public Tensor Loss(Func<IAdversarialLoss, Tensor> side, Tensor scores, string phase)
    {
        var value = PluginCode.Run(Name, phase, () => side(loss))
            ?? throw PluginCode.Broken(Name, phase, "it returned no loss.");
        return LossCheck.Fault(value, scores) is { } fault
            ? throw PluginCode.Broken(Name, phase, $"its loss is {fault}")
            : value;
    }
}
