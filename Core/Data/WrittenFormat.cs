namespace GsFramework.Core.Data;

/// <summary>How translated images are written.</summary>
/// <param name="Extension">The extension of the format, or null for PNG where the name of the target does not
/// say.</param>
/// <param name="AskedQuality">Of JPEG and WebP, from 1 to 100; null for the usual one.</param>
internal sealed record WrittenFormat(string? Extension = null, int? AskedQuality = null)
{
    private const string Usual = ".png";

    private static readonly string[][] _formats = [[".png"], [".jpg", ".jpeg"], [".webp"]];

    /// <summary>The extensions that name a format.</summary>
    public static IEnumerable<string> Extensions => _formats.SelectMany(static names => names);

    /// <summary>The names of the formats, in the order of <see cref="OfName"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["png", "jpeg", "webp"];

    /// <summary>The extension of files of a format, or null for no format.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string? OfName(string? name) =>
        name is null ? null : _formats[Names.Index().Single(entry => entry.Item == name).Index][0];

    /// <summary>Of JPEG and WebP, from 1 to 100.</summary>
    public int Quality => AskedQuality ?? ImageFile.UsualQuality;

    /// <summary>The extension of images whose target does not name a format.</summary>
    public string OfFolder => Extension ?? Usual;

    /// <summary>False for the name of a file in a format that has no transparent images.</summary>
    public static bool HasOpacity(string target) =>
        !_formats[1].Contains(Path.GetExtension(target).ToLowerInvariant());

    /// <summary>True for the name of a file in a format that has no quality to choose: it loses nothing.</summary>
    public static bool IsLossless(string target) =>
        _formats[0].Contains(Path.GetExtension(target).ToLowerInvariant());

    /// <summary>Tests the name of a single target.</summary>
    /// <exception cref="UserException">It names no format that is written, or another than was asked for.</exception>
    public void Check(string target)
    {
        var extension = Path.GetExtension(target).ToLowerInvariant();
        if (!Extensions.Contains(extension))
        {
            throw new UserException(
                extension.Length == 0
                    ? $"'{target}' does not say in which format to write. Give a name that ends in "
                        + $"{string.Join(", ", Extensions)}, or a folder with '/' at its end."
                    : $"'{target}' does not say in which format to write: '{extension}' is none that is written. Give "
                        + $"a name that ends in {string.Join(", ", Extensions)}."
            );
        }

        if (Extension is { } asked && !_formats.Any(names => names.Contains(asked) && names.Contains(extension)))
        {
            throw new UserException(
                $"'{target}' ends in {extension}, and --format asks for {asked}. Give a name that ends in it, or leave "
                    + $"--format out."
            );
        }
    }
}
