namespace GsFramework.Campaign.Fuzzing;

/// <summary>
/// As AFL finds them: a file that reaches a new branch of the program, or takes one a new number of times, is kept and
/// damaged further, so that changes add up which alone would lead nowhere. They follow from all that was read before,
/// and so are left as files where they fail.
/// </summary>
/// <param name="reader">The reader.</param>
/// <param name="seed">The seed.</param>
/// <param name="branches">Counts branches.</param>
/// <param name="folder">The prepared folder of the campaign.</param>
internal sealed class GuidedInputs(Reader reader, int seed, BranchCounter branches, string folder) : IInputs
{
    // Most damage adds nothing. Files that only grow would slow all others down.
    private const int Longest = 1 << 20;

    private readonly List<byte[]> _reaching = [.. reader.Originals];
    private readonly BranchSet _seen = new();

    public int? Branches => _seen.Count;

    /// <summary>The input that is being read, for the case that the process dies of it.</summary>
    public static string CurrentFile(string folder) => Path.Combine(folder, "current");

    /// <summary>An input that failed.</summary>
    public static string FailedFile(string folder, int number) => Path.Combine(folder, $"failed-{number}");

    public byte[] Of(int number)
    {
        var random = Seeded.Random(seed, reader.Name, number);
        var input = Damaged(random.Pick(_reaching), random);
        File.WriteAllBytes(CurrentFile(folder), input);
        branches.Clear();
        return input;
    }

    public void Learn(int number, byte[] input, bool isFault)
    {
        if (branches.AddTo(_seen) && input.Length <= Longest)
        {
            _reaching.Add(input);
        }

        if (isFault)
        {
            File.WriteAllBytes(FailedFile(folder, number), input);
        }
    }

    // What damages a format takes a whole file apart first, and what is damaged already may not be one.
    private byte[] Damaged(byte[] file, Random random)
    {
        try
        {
            return reader.Damage(file, random);
        }
        catch (Exception) when (!reader.Originals.Contains(file))
        {
            return ByteMutation.Of(file, random);
        }
    }
}
