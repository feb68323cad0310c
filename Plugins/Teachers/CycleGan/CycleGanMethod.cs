using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Teaching;

namespace GsFramework.Teachers.CycleGan;

internal sealed record CycleGanMethodOptions
{
    [Description(
        "Factor of the cycle loss A -> B -> A. Lower it where B cannot hold all that is in A, such as colours."
    )]
    [Range(0, 1e6)]
    public double CycleWeightA { get; init; } = 10;

    [Description("Factor of the cycle loss B -> A -> B.")]
    [Range(0, 1e6)]
    public double CycleWeightB { get; init; } = 10;

    [Description(
        "Standard deviation of the noise on images before they are translated back, in the range [-1, 1]; it keeps "
            + "generators from hiding colours in faint patterns."
    )]
    [Range(0, 2)]
    public double CycleNoise { get; init; }

    [Description("Factor of the identity loss |G(y) - y|, relative to the cycle factors.")]
    [Range(0, 1e6)]
    public double IdentityWeight { get; init; } = 0.5;

    [Description("Size of the replay pools.")]
    [Range(0, 100000)]
    public int PoolSize { get; init; } = 50;

    [Description("The adversarial loss.")]
    public PartSelection<IAdversarialLoss> Loss { get; init; } = new("least-squares");
}

/// <summary>Trains both directions at once on unpaired images; leaves G, D_B and, under <c>reverse/</c>, F and
/// D_A.</summary>
internal sealed class CycleGanMethod(CycleGanMethodOptions options, IPartFactory parts) : ITeacherMethod
{
    public bool NeedsDiscriminator => true;

    /// <summary>The way back, F, has the architecture of G.</summary>
    public void Check(NetworkGraph generator, ImageSize size)
    {
        var made = generator.Shapes(size)[generator.Output.Name];
        if (made.Channels != generator.InputChannels)
        {
            throw new UserException(
                $"teacher.method 'cyclegan' trains two generators, A -> B and B -> A, of one architecture, and "
                    + $"model.generator makes images of another number of channels than it takes: {made.Channels} of "
                    + $"{generator.InputChannels}. Choose 'cartoongan' or another method that trains one direction, or "
                    + "a generator whose outputs have the channels of its inputs."
            );
        }

        if (made != new FeatureShape(generator.InputChannels, size.Height, size.Width))
        {
            throw new UserException(
                $"teacher.method 'cyclegan' trains two generators, A -> B and B -> A, of one architecture, and "
                    + $"model.generator makes {made} of an image of "
                    + $"{new FeatureShape(generator.InputChannels, size.Height, size.Width)}. Choose "
                    + $"'cartoongan' or another method that trains one direction, or a generator whose outputs are as "
                    + $"large as its inputs."
            );
        }
    }

    public ITeacherObjective Begin(TeacherStart start) =>
        new CycleGanObjective(
            CycleGanNetworks.Create(start),
            parts.Create(options.Loss),
            options,
            start.LearningRate,
            start.Seed
        );
}
