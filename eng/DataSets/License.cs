using System.IO.Compression;

namespace GsFramework.DataSets;

/// <summary>Puts the licence of a source beside the data that was made of it.</summary>
public static class License
{
    /// <summary>Copies <c>debian/copyright</c> of an unpacked package.</summary>
    /// <exception cref="FetchException">The package has none.</exception>
    public static void Debian(string content, string package, string folder)
    {
        var file = Path.Combine(content, "usr", "share", "doc", package, "copyright");
        var target = Path.Combine(folder, $"LICENSE-{package}.txt");
        if (File.Exists(file))
        {
            File.Copy(file, target);
        }
        else if (File.Exists(file + ".gz"))
        {
            using var zipped = new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress);
            using var plain = File.Create(target);
            zipped.CopyTo(plain);
        }
        else
        {
            throw new FetchException(
                $"The package {package} brings no copyright file; its content must not be used without."
            );
        }
    }
}
