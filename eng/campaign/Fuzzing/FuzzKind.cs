namespace GsFramework.Campaign.Fuzzing;

/// <summary>Damaged files for one reader.</summary>
/// <param name="name">The reader.</param>
/// <param name="readers">The process that reads.</param>
internal sealed class FuzzKind(string name, ReadingProcess readers) : IKind
{
    public string Name => name;

    public Tally Try(int first, TimeSpan time) => readers.Read(name, first, time);
}
