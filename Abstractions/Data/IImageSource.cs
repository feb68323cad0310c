namespace GsFramework.Data;

/// <summary>The parts of a data set.</summary>
public enum Split
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For selection and early stopping.</summary>
    Validation,

    /// <summary>For the scores that are reported.</summary>
    Test,
}

/// <summary>The two image domains of a translation.</summary>
public enum Domain
{
    /// <summary>A, what goes into the generator.</summary>
    Source,

    /// <summary>B, what should come out.</summary>
    Target,
}

/// <summary>Where the images of a run come from.</summary>
public interface IImageSource
{
    /// <summary>How images that have another size are brought to that of the run, for the protocol of scores; null when
    /// the source does not say.</summary>
    string? Resizing => null;

    /// <summary>The images of one split and domain; empty when the source has none.</summary>
    /// <exception cref="UserException">The source cannot be read.</exception>
    IImageDataset Open(Split split, Domain domain);
}
