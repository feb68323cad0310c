namespace GsFramework.Screens.Scenes;

/// <summary>A page, and what its readers do there.</summary>
/// <param name="Name">In the names of files.</param>
/// <param name="Address">Where it is.</param>
internal sealed record Scene(string Name, Uri Address)
{
    /// <summary>An expression that is awaited before the page is looked at.</summary>
    public string Ready { get; init; } = "true";

    /// <summary>What is done at a desk, each with the page as the one before left it.</summary>
    public IReadOnlyList<Act> Acts { get; init; } = [];

    /// <summary>True for a page that somebody may print.</summary>
    public bool IsPrinted { get; init; } = true;
}

/// <summary>Something that a reader does.</summary>
/// <param name="Name">In the name of its photograph.</param>
/// <param name="Do">Does it.</param>
internal sealed record Act(string Name, Func<Hands, Task> Do);
