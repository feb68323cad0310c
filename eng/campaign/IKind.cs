namespace GsFramework.Campaign;

/// <summary>A kind of trial.</summary>
internal interface IKind
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>Tries for a while, at least once.</summary>
    /// <param name="first">The number of the first try; further ones follow it.</param>
    /// <param name="time">How long.</param>
    Tally Try(int first, TimeSpan time);
}
