namespace GsFramework.Campaign.Runs;

/// <summary>What all kinds of trials share.</summary>
/// <param name="Folder">The folder of the campaign.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Project">The project that is compressed.</param>
/// <param name="Kept">Keeps what fails.</param>
internal sealed record Setting(string Folder, int Seed, TinyProject Project, Kept Kept)
{
    /// <summary>How long an undisturbed compression took.</summary>
    public TimeSpan CompressTime { get; set; }

    /// <summary>How long an undisturbed comparison took.</summary>
    public TimeSpan CompareTime { get; set; }

    /// <summary>The command line of a compression.</summary>
    public string[] Compress(string output) => ["compress", Project.Config, "--out", output];

    /// <summary>The command line of a comparison.</summary>
    public string[] Compare(string output) => ["compare", Project.ComparisonConfig, "--out", output];
}
