namespace GsFramework.DataSets;

/// <summary>Counts that are known, so that a package of another content does not pass unseen.</summary>
public static class Expected
{
    /// <summary>Compares a count with the documented one.</summary>
    /// <exception cref="FetchException">It differs, and <c>--any-count</c> was not given.</exception>
    public static void Count(string what, int found, int expected, FetchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (found != expected && !options.AnyCount)
        {
            throw new FetchException(
                $"{found} {what} instead of {expected}: the source has another content than the one this program was "
                    + $"written "
                    + "for. Numbers made with it compare with no others. Use --any-count to take it as it is."
            );
        }

        Console.WriteLine($"{what}: {found}");
    }
}
