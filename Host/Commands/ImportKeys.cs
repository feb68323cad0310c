using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>What <c>--key</c> takes and leaves of a file.</summary>
internal static class ImportKeys
{
    /// <summary>The key of what was taken: "" for the whole file, null where there is nothing to choose.</summary>
    public static string? Taken(WeightsFile file, FoundNetwork found)
    {
        var key = file.Metadata.GetValueOrDefault(PyTorchFile.KeyEntry);
        return found.Part.Length == 0 ? key : NamePart.Join(key ?? "", found.Part);
    }

    /// <summary>The keys of the other networks.</summary>
    public static string[] Others(WeightsFile file, FoundNetwork found) =>
        [
            .. file
                .Metadata.GetValueOrDefault(PyTorchFile.OthersEntry, "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Concat(Whole(file, found.OtherParts).Select(static part => part.Name))
                .Distinct(),
        ];

    /// <summary>Parts of the taken dictionary by their whole keys.</summary>
    public static IReadOnlyList<NamePart> Whole(WeightsFile file, IReadOnlyList<NamePart> parts)
    {
        var key = file.Metadata.GetValueOrDefault(PyTorchFile.KeyEntry, "");
        return [.. parts.Select(part => part with { Name = NamePart.Join(key, part.Name) })];
    }

    /// <summary>Keys as the user sees them.</summary>
    public static string List(IEnumerable<string> keys) => string.Join(", ", keys.Select(CheckpointFault.Show));
}
