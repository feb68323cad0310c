namespace GsFramework.Models.Generators;

/// <summary>Where a generator blurs, so that it halves and doubles images without aliasing.</summary>
public enum Antialiasing
{
    /// <summary>Nowhere: strided and transposed convolutions, as in CycleGAN.</summary>
    None,

    /// <summary>Where it halves.</summary>
    Down,

    /// <summary>Where it doubles.</summary>
    Up,

    /// <summary>Everywhere, as in CUT.</summary>
    Both,
}
