using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>What to do about a file whose tensors are not the network that was asked for.</summary>
internal static class ImportRemedy
{
    /// <summary>Sentences for the user.</summary>
    /// <param name="file">The file.</param>
    /// <param name="found">What was compared.</param>
    /// <param name="model">The architecture that was asked for.</param>
    public static string Of(WeightsFile file, FoundNetwork found, string model)
    {
        string[] sentences = [.. Elsewhere(file, found), .. ByName(found, model)];
        return sentences.Length > 0
            ? string.Join(' ', sentences)
            : "Give another --model, or its --model-options. If no architecture is this network, "
                + $"{KnownNetwork.OnnxWay}.";
    }

    /// <summary>Parts fit, but only the user knows whether they are meant.</summary>
    public static UserException Undecided(ImportArguments arguments, WeightsFile file, FoundNetwork found)
    {
        var parts = NamePart.List(ImportKeys.Whole(file, found.Undecided));
        return new UserException(
            found.Undecided.Count > 1
                ? $"'{arguments.File}' has several networks that fit {arguments.Model}: {parts}. Say which one with "
                    + "--key NAME."
                : $"'{arguments.File}' has more tensors than {arguments.Model} wants, but its part {parts} fits. If it "
                    + "is the network, take it with --key NAME."
        );
    }

    private static IEnumerable<string> Elsewhere(WeightsFile file, FoundNetwork found)
    {
        if (file.Metadata.GetValueOrDefault(PyTorchFile.LightningEntry) is { } version)
        {
            yield return $"It is a checkpoint of Lightning {CheckpointFault.Show(version)}.";
        }

        var parts = found.Part.Length == 0 ? found.OtherParts : [];
        if (parts.Count > 0)
        {
            yield return $"Its parts are {NamePart.List(ImportKeys.Whole(file, parts))}, and none of them fits"
                + $"{(NetworkNames.HasGenerator(parts) ? "" : "; none has the name of a generator")}: give another "
                + "--model, or choose one with --key NAME to see what is in it.";
        }
        else if (ImportKeys.Others(file, found) is { Length: > 0 } others)
        {
            yield return $"It also has {ImportKeys.List(others)}: choose with --key NAME, or give another --model.";
        }
    }

    // Not where the user has followed the advice already.
    private static IEnumerable<string> ByName(FoundNetwork found, string model)
    {
        string[] names = [.. found.Import.Rows.Select(static row => row.CheckpointName).OfType<string>()];
        if (KnownNetwork.Of(names) is { } known && known.Model != model)
        {
            yield return known.Advice();
        }
    }
}
