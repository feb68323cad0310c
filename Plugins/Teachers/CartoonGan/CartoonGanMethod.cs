using GsFramework.Parts;
using GsFramework.Teaching;

namespace GsFramework.Teachers.CartoonGan;

/// <summary>Trains photographs to a drawn style on unpaired images; leaves G and D.</summary>
internal sealed class CartoonGanMethod(CartoonGanMethodOptions options, IPartFactory parts) : ITeacherMethod
{
    public bool NeedsDiscriminator => true;

    public ITeacherObjective Begin(TeacherStart start) =>
        new CartoonGanObjective(
            start.NewNetwork(start.Generator, 0),
            start.NewNetwork(start.Discriminator!, 2),
            parts.Create(options.Loss),
            parts.Create(options.Content),
            options,
            start.LearningRate
        );
}
