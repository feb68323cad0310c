namespace GsFramework.Host.Searching;

/// <summary>A run of a sweep, as its search sees it.</summary>
/// <param name="Number">Its number in the sweep.</param>
/// <param name="Values">Its values, in the order of the space's parameters.</param>
internal sealed record SearchTrial(int Number, IReadOnlyList<string> Values)
{
    /// <summary>What its goals cost, all to be small; null while that is not known, or where it failed.</summary>
    public IReadOnlyList<double>? Costs { get; init; }

    /// <summary>How far it had come when <see cref="Costs"/> was measured. Costs compare only at one rung.</summary>
    public int Rung { get; init; }
}
