namespace GsFramework.Campaign.Fuzzing;

/// <summary>Whole files with a few changes, which follow from the seed and the number alone.</summary>
/// <param name="reader">The reader.</param>
/// <param name="seed">The seed.</param>
internal sealed class SeededInputs(Reader reader, int seed) : IInputs
{
    public int? Branches => null;

    public byte[] Of(int number)
    {
        var random = Seeded.Random(seed, reader.Name, number);
        return reader.Damage(random.Pick(reader.Originals), random);
    }

    public void Learn(int number, byte[] input, bool isFault) { }
}
