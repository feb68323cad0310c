namespace GsFramework.Core.Interchange.Importing;

/// <summary>What wrappers put before all names of a checkpoint: <c>module.</c>, <c>netG.module.</c>, …</summary>
internal static class NamePrefix
{
    /// <summary>The prefix without which most names are the network's; the shortest one of them.</summary>
    /// <param name="checkpoint">The checkpoint's names.</param>
    /// <param name="network">The network's names, or those of a similar one.</param>
    public static string Find(IReadOnlyCollection<string> checkpoint, IReadOnlySet<string> network)
    {
        var (best, most) = ("", checkpoint.Count(network.Contains));
        var first = checkpoint.FirstOrDefault() ?? "";
        for (var end = first.IndexOf('.', StringComparison.Ordinal); end >= 0; end = first.IndexOf('.', end + 1))
        {
            var prefix = first[..(end + 1)];
            if (!checkpoint.All(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                break;
            }

            var matches = checkpoint.Count(name => network.Contains(name[prefix.Length..]));
            if (matches > most)
            {
                (best, most) = (prefix, matches);
            }
        }

        return best;
    }
}
