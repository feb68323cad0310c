using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class FolderTreeTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_within_folders_are_searched_and_their_images_named_by_their_paths()
    {
        Put("trainA/b.png", "trainA/x/a.png", "trainA/y/a.png", "trainA/y/z/c.jpg", "trainA/.hidden/d.png");

        Assert.Equal(["b", "x/a", "y/a", "y/z/c"], Names(new() { Root = _folder.Path }, Split.Train));
        Assert.Equal(["b"], Names(new() { Root = _folder.Path, Recursive = false }, Split.Train));
    }

    [Fact]
    public void Pairs_are_found_in_folders_within_folders()
    {
        Put("trainA/t.png", "testA/x/1.png", "testA/y/1.png", "testB/y/1.jpg", "testB/x/1.png", "testB/2.png");
        var source = new FolderImageSource(new() { Root = _folder.Path }, ImageSize.Square(4));
        var paired = PairedImages.Match(source.Open(Split.Test, Domain.Source), source.Open(Split.Test, Domain.Target));

        Assert.Equal([(0, 1), (1, 2)], paired.Pairs);
        Assert.Equal(["2"], paired.OnlyInTarget);
    }

    [Fact]
    public void Links_that_lead_round_in_circles_end()
    {
        Put("trainA/x/a.png", "elsewhere/b.png");
        Directory.CreateSymbolicLink(_folder["trainA", "x", "up"], _folder["trainA"]);
        Directory.CreateSymbolicLink(_folder["trainA", "x", "self"], ".");
        Directory.CreateSymbolicLink(_folder["trainA", "away"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["elsewhere", "back"], _folder["trainA", "x"]);
        Directory.CreateSymbolicLink(_folder["trainA", "loop1"], _folder["trainA", "loop2"]);
        Directory.CreateSymbolicLink(_folder["trainA", "loop2"], _folder["trainA", "loop1"]);

        var names = Names(new() { Root = _folder.Path }, Split.Train);
        Assert.Contains("away/b", names);
        Assert.Equal(2, names.Length);
    }

    [Fact]
    public void A_folder_behind_a_link_is_read()
    {
        Put("real/a.png");
        Directory.CreateSymbolicLink(_folder["trainA"], _folder["real"]);

        Assert.Equal(["a"], Names(new() { Root = _folder.Path }, Split.Train));
    }

    [Fact]
    public void One_image_is_enough_for_a_batch()
    {
        using var scope = NewDisposeScope();
        Put("trainA/a.png");
        var images = new FolderImageSource(new() { Root = _folder.Path }, ImageSize.Square(4)).Open(
            Split.Train,
            Domain.Source
        );

        Assert.Equal([1, 3, 4, 4], new ImageBatches(images, 1, seed: 1, flip: true).Next(5).Images.shape);
        Assert.Equal([4, 3, 4, 4], new ImageBatches(images, 4, seed: 1, flip: true).Next(5).Images.shape);
    }

    [Fact]
    public void Without_a_validation_folder_a_share_of_the_training_images_is_set_aside()
    {
        Put([
            .. Enumerable.Range(0, 200).Select(static i => $"trainA/{i}.png"),
            .. Enumerable.Range(0, 200).Select(static i => $"trainB/{i}.png"),
        ]);
        var options = new FolderImageOptions { Root = _folder.Path, ValidationFraction = 0.25 };
        var (training, validation) = (Names(options, Split.Train), Names(options, Split.Validation));

        Assert.InRange(validation.Length, 30, 70);
        Assert.Empty(training.Intersect(validation));
        Assert.Equal(200, training.Length + validation.Length);
        Assert.Equal(validation, Names(options, Split.Validation, Domain.Target));
        Assert.NotEqual(validation, Names(options with { SplitSeed = 1 }, Split.Validation));

        Put([.. Enumerable.Range(200, 50).Select(static i => $"trainA/{i}.png")]);
        Assert.Equal(validation, Names(options, Split.Validation).Where(static name => int.Parse(name) < 200));
        Assert.Empty(Names(options, Split.Test));
    }

    [Fact]
    public void Images_of_a_group_stay_on_one_side()
    {
        Put([
            .. from thing in Enumerable.Range(0, 40)
            from view in Enumerable.Range(0, 5)
            select $"trainA/thing{thing}-{view}.png",
        ]);
        var options = new FolderImageOptions
        {
            Root = _folder.Path,
            ValidationFraction = 0.3,
            GroupPattern = "^(.*)-[0-9]+$",
        };
        static string[] Groups(string[] names) => [.. names.Select(static name => name.Split('-')[0]).Distinct()];
        var (training, validation) = (Groups(Names(options, Split.Train)), Groups(Names(options, Split.Validation)));

        Assert.NotEmpty(validation);
        Assert.Empty(training.Intersect(validation));
        Assert.Equal(40, training.Length + validation.Length);
    }

    [Fact]
    public void A_validation_folder_is_taken_as_it_is()
    {
        Put("trainA/a.png", "trainA/b.png", "trainA/c.png", "valA/v.png");
        var options = new FolderImageOptions { Root = _folder.Path, ValidationFraction = 0.9 };

        Assert.Equal(["a", "b", "c"], Names(options, Split.Train));
        Assert.Equal(["v"], Names(options, Split.Validation));
    }

    [Theory]
    [InlineData("(", "no regular expression")]
    [InlineData("abc", "no group")]
    public void A_pattern_without_a_group_is_a_fault(string pattern, string message)
    {
        GsFramework.Parts.IValidatesOptions options = new FolderImageOptions { Root = "x", GroupPattern = pattern };

        Assert.Contains(options.Faults(), fault =>
            fault.Property == "GroupPattern" && fault.Message.Contains(message, StringComparison.Ordinal)
        );
    }

    private static string[] Names(FolderImageOptions options, Split split, Domain domain = Domain.Source)
    {
        var images = new FolderImageSource(options, ImageSize.Square(4)).Open(split, domain);
        return [.. Enumerable.Range(0, images.Count).Select(images.NameOf)];
    }

    private void Put(params string[] names)
    {
        using var scope = NewDisposeScope();
        foreach (var name in names)
        {
            ImageFile.Save(Path.Combine([_folder.Path, .. name.Split('/')]), zeros(3, 4, 4));
        }
    }
}
