using GsFramework.Campaign.Runs;
using GsFramework.Core.Composition.Loading;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>What readers are tried with: the files of a finished run and a comparison, and a place for damaged
/// ones.</summary>
/// <param name="Folder">The folder of the campaign.</param>
/// <param name="Catalog">The built-in plugins.</param>
internal sealed record Prepared(string Folder, PluginCatalog Catalog)
{
    public TinyProject Project { get; } = new(Path.Combine(Folder, TinyProject.FolderName));

    /// <summary>The content of a file of the finished run.</summary>
    public byte[] OfRun(params string[] names) => File.ReadAllBytes(Path.Combine([Project.Whole, .. names]));

    /// <summary>A copy of a folder for one reader.</summary>
    public string CopyOf(string folder, string reader)
    {
        var copy = Path.Combine(Folder, "read", reader);
        if (!Directory.Exists(copy))
        {
            Folders.Copy(folder, copy);
        }

        return copy;
    }

    /// <summary>The path of a file for one reader.</summary>
    public string NewFile(string reader, string name)
    {
        var folder = Path.Combine(Folder, "read", reader);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }
}
