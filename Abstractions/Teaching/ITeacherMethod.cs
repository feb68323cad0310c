using GsFramework.Graph;

namespace GsFramework.Teaching;

/// <summary>A way to train a dense network from images: what <c>teacher.method</c> selects. The best weights are those
/// of the best KID on validation images, unless the method is <see cref="IScoresValidation"/>.</summary>
public interface ITeacherMethod
{
    /// <summary>True when the method plays against a discriminator, so that <c>model.discriminator</c> must be
    /// given.</summary>
    bool NeedsDiscriminator { get; }

    /// <summary>True when each image of A comes with the image of B that has its name; false when the domains are drawn
    /// independently.</summary>
    bool IsPaired => false;

    /// <summary>True when the discriminator is to judge each output together with its input, so that it must take the
    /// channels of both (<see cref="Training.DiscriminatorInput"/>).</summary>
    bool IsConditional => false;

    /// <summary>Tests that the method can train such a generator on images of this size.</summary>
    /// <exception cref="UserException">It cannot; the message says why, and what to choose instead.</exception>
    void Check(NetworkGraph generator, ImageSize size) { }

    /// <summary>Makes new networks and what trains them.</summary>
    ITeacherObjective Begin(TeacherStart start);
}
