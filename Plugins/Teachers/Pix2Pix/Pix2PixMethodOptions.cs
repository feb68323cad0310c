using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using GsFramework.Parts;

namespace GsFramework.Teachers.Pix2Pix;

internal sealed record Pix2PixMethodOptions
{
    [Description("λ, the factor of the distance |y - G(x)| to the true image.")]
    [Range(0, 1e6)]
    public double L1Weight { get; init; } = 100;

    [Description(
        "True for a discriminator that judges each output together with its input, as in the paper; it takes the "
            + "channels of both. False for one that judges outputs by themselves."
    )]
    public bool Conditional { get; init; } = true;

    [Description("The adversarial loss: by default the paper's, binary cross entropy that does not saturate.")]
    public PartSelection<IAdversarialLoss> Loss { get; init; } = new("vanilla");
}
