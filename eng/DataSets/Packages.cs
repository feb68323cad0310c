using System.Formats.Tar;
using System.IO.Compression;

namespace GsFramework.DataSets;

/// <summary>Fetches packages with the registries' own clients and unpacks them under <c>data/.download</c>; nothing is
/// installed.</summary>
/// <param name="dataFolder">The data folder.</param>
public sealed class Packages(string dataFolder)
{
    private readonly string _downloads = Path.Combine(dataFolder, ".download");

    /// <summary>The unpacked folder of a Debian package.</summary>
    /// <exception cref="FetchException">A tool is missing, or the package cannot be had.</exception>
    public string Debian(string name) => Unpacked(name, work =>
        {
            Console.WriteLine($"Fetching the Debian package {name} …");
            try
            {
                Tool.Run(work, "to fetch a Debian package", "apt-get", "download", name);
            }
            catch (FetchException fault) when (fault.InnerException is null)
            {
                throw new FetchException(
                    $"{fault.Message}\nIf apt-get does not know {name}: `apt-get update` first, on Debian 12 or a "
                        + $"relative of it.",
                    fault
                );
            }

            var file = OnlyFile(work, "*.deb");
            Tool.Run(work, "to unpack a Debian package", "dpkg-deb", "-x", file, Path.Combine(work, "content"));
        });

    /// <summary>The folder <c>package</c> of an npm package.</summary>
    /// <exception cref="FetchException">npm is missing, or the package cannot be had.</exception>
    public string Npm(string name, string version) => Path.Combine(Unpacked($"{name}-{version}", work =>
            {
                Console.WriteLine($"Fetching the npm package {name} {version} …");
                Tool.Run(
                    work,
                    "to fetch an npm package",
                    OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                    "pack",
                    $"{name}@{version}",
                    "--ignore-scripts",
                    "--silent"
                );
                using var stream = File.OpenRead(OnlyFile(work, "*.tgz"));
                using var plain = new GZipStream(stream, CompressionMode.Decompress);
                var content = Path.Combine(work, "content");
                Directory.CreateDirectory(content);
                TarFile.ExtractToDirectory(plain, content, overwriteFiles: false);
            }), "package");

    // What is unpacked stays, so that a second run, with another patch size, needs no network.
    private string Unpacked(string name, Action<string> fetch)
    {
        var target = Path.Combine(_downloads, name);
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(_downloads);
            NewFolder.Make(target, work =>
            {
                fetch(work);
                foreach (var archive in Directory.GetFiles(work))
                {
                    File.Delete(archive);
                }
            });
        }

        return Path.Combine(target, "content");
    }

    private static string OnlyFile(string folder, string pattern) =>
        Directory.GetFiles(folder, pattern) is [var file]
            ? file
            : throw new FetchException($"The download left no single {pattern} file in '{folder}'.");
}
