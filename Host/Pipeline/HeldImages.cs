using System.Text.Json;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary><c>images.json</c>: the names of the validation and test images with which a run began, so that one that is
/// resumed can say which are missing.</summary>
internal static class HeldImages
{
    /// <summary>The file's name.</summary>
    public const string FileName = "images.json";

    private const int MostNames = 10;

    /// <summary>Writes the names down.</summary>
    public static void Note(RunContext run)
    {
        string[] Of(Split split, Domain domain) => [.. Names(run, split, domain)];
        var names = new Content(
            Of(Split.Validation, Domain.Source),
            Of(Split.Validation, Domain.Target),
            Of(Split.Test, Domain.Source),
            Of(Split.Test, Domain.Target)
        );
        AtomicFile.WriteAllText(
            Path.Combine(run.Directory.Root, FileName),
            JsonSerializer.Serialize(names, JsonSerializerOptions.Web)
        );
    }

    /// <summary>Warns of images that were there when the run began, and are not now.</summary>
    /// <exception cref="UserException">The file was damaged.</exception>
    public static void Compare(RunContext run)
    {
        if (Read(run.Directory.Root) is not { } noted)
        {
            run.Log.Warning(
                "{File} is missing: whether the validation and test images are those with which the run began is not "
                    + "known",
                FileName
            );
            return;
        }

        foreach (var (split, domain, before) in noted.Sets())
        {
            string[] missing = [.. before.Except(Names(run, split, domain))];
            if (missing.Length > 0)
            {
                run.Log.Warning(
                    "{Count} of {Images} {Split} images of {Domain} with which the run began are missing: {Names}",
                    missing.Length,
                    before.Count,
                    split.ToString().ToLowerInvariant(),
                    Letter(domain),
                    string.Join(", ", missing.Take(MostNames))
                        + (missing.Length > MostNames ? $" and {missing.Length - MostNames} more" : "")
                );
            }
        }
    }

    /// <summary>A line for each set whose images are not those with which another run began; none where it wrote no
    /// names down.</summary>
    /// <param name="run">The run of now.</param>
    /// <param name="folder">The directory of the other run.</param>
    /// <exception cref="UserException">The file was damaged.</exception>
    public static IEnumerable<string> Changes(RunContext run, string folder)
    {
        if (Read(folder) is not { } noted)
        {
            yield break;
        }

        foreach (var (split, domain, before) in noted.Sets())
        {
            string[] now = [.. Names(run, split, domain)];
            var set = $"{split.ToString().ToLowerInvariant()} images of {Letter(domain)}";
            if (Listed(before.Except(now)) is { } missing)
            {
                yield return $"of {before.Count} {set}, {missing} missing";
            }

            if (Listed(now.Except(before)) is { } added)
            {
                yield return $"beside {before.Count} {set}, {added} new";
            }
        }
    }

    private static Content? Read(string folder) =>
        Path.Combine(folder, FileName) is var path && File.Exists(path) ? RecordJson.Read<Content>(path) : null;

    private static string? Listed(IEnumerable<string> images) =>
        images.ToArray() is { Length: > 0 } names
            ? $"{names.Length} ({string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? ", …" : "")}) "
                + $"{(names.Length == 1 ? "is" : "are")}"
            : null;

    private static IEnumerable<string> Names(RunContext run, Split split, Domain domain)
    {
        var images = run.Images.Open(split, domain);
        return Enumerable.Range(0, images.Count).Select(images.NameOf);
    }

    private static string Letter(Domain domain) => domain == Domain.Source ? "A" : "B";

    private sealed record Content(
        IReadOnlyList<string> ValidationA,
        IReadOnlyList<string> ValidationB,
        IReadOnlyList<string> TestA,
        IReadOnlyList<string> TestB
    )
    {
        public IEnumerable<(Split Split, Domain Domain, IReadOnlyList<string> Names)> Sets() =>
            [
                (Split.Validation, Domain.Source, ValidationA),
                (Split.Validation, Domain.Target, ValidationB),
                (Split.Test, Domain.Source, TestA),
                (Split.Test, Domain.Target, TestB),
            ];
    }
}
