#:project DataSets/GsFramework.DataSets.csproj
#:property PublishAot=false
// Emoji in two colour styles: Noto (A) and Twemoji (B), 64x64, in data/emoji-styles. A hard task: the styles are close.
//
//     dotnet run eng/fetch-emoji-styles.cs [-- --out FOLDER] [--force] [--any-count]
//
// Needs npm. Nothing is installed, and no script of a package is run.
using GsFramework.DataSets;

return FetchProgram.Run("emoji-styles", args, largestPatch: 0, static (options, folder) =>
{
    const string version = "16.0.0";
    var packages = new Packages(options.DataFolder);
    var noto = packages.Npm("emoji-datasource-google", version);
    var twemoji = packages.Npm("emoji-datasource-twitter", version);
    var emoji = EmojiStyles.Objects(File.ReadAllText(Path.Combine(noto, "emoji.json")));
    Expected.Count("emoji of objects", emoji.Count, 1026, options);

    foreach (var (part, images) in EmojiStyles.Deal(emoji, test: 200, validation: 64))
    {
        var (package, style) = part.EndsWith('A') ? (noto, "google") : (twemoji, "twitter");
        var target = Directory.CreateDirectory(Path.Combine(folder, part)).FullName;
        foreach (var image in images)
        {
            File.Copy(Path.Combine(package, "img", style, "64", image), Path.Combine(target, $"u{image}"));
        }

        Expected.Count($"images in {part}", images.Count, EmojiStyles.ExpectedCounts[part], options);
    }

    File.Copy(Path.Combine(noto, "LICENSE"), Path.Combine(folder, "LICENSE-emoji-datasource.txt"));
    File.WriteAllText(
        Path.Combine(folder, "LICENSE.txt"),
        $"""
        Folders ending in A: Noto Color Emoji, (c) Google, Apache License 2.0,
        as in the npm package emoji-datasource-google {version}.
        Folders ending in B: Twemoji, (c) Twitter, Inc. and other contributors, CC-BY-4.0 (name them where you show these images),
        as in the npm package emoji-datasource-twitter {version}.
        The license of the packages themselves stands in LICENSE-emoji-datasource.txt.

        """
    );
});
