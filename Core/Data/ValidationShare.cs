using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GsFramework.Core.Data;

/// <summary>
/// Sets a share of the training images aside for validation. The hash of its group's name decides on which side an
/// image is, so images that are added later move no other one, and a pair of A and B stays together.
/// </summary>
/// <param name="share">In [0, 1).</param>
/// <param name="seed">Another seed sets others aside.</param>
/// <param name="groupPattern">A regular expression whose first group is the name of an image's group; where it does not
/// match, or is null, every image is a group of its own.</param>
internal sealed class ValidationShare(double share, long seed, string? groupPattern)
{
    /// <summary>How long a pattern may search in one name.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex? _pattern = groupPattern is null
        ? null
        : new Regex(groupPattern, RegexOptions.CultureInvariant, Patience);

    /// <summary>True when a share is set aside.</summary>
    public bool IsUsed => share > 0;

    /// <summary>True for an image that is set aside.</summary>
    /// <exception cref="UserException">The pattern takes too long.</exception>
    public bool Has(string name)
    {
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{GroupOf(name)}"));
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(key));
        return (hash >> 11) * (1.0 / (1L << 53)) < share;
    }

    /// <summary>The pattern, or null.</summary>
    public string? GroupPattern => groupPattern;

    /// <summary>True when the pattern names the group of an image, or there is none.</summary>
    /// <exception cref="UserException">The pattern takes too long.</exception>
    public bool Matches(string name) => _pattern is null || Group(name) is not null;

    private string GroupOf(string name) => Group(name) ?? name;

    private string? Group(string name)
    {
        try
        {
            return _pattern?.Match(name) is { Success: true } match && match.Groups[1].Success
                ? match.Groups[1].Value
                : null;
        }
        catch (RegexMatchTimeoutException fault)
        {
            throw new UserException($"groupPattern takes too long on '{name}'. Write a simpler one.", fault);
        }
    }
}
