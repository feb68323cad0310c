using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class FolderImageSourceTests : IDisposable
{
    private static readonly ImageSize _size = ImageSize.Square(4);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("trainA", "testB")]
    [InlineData("train/A", "test/B")]
    public void Both_usual_layouts_are_recognised(string trainA, string testB)
    {
        Put($"{trainA}/one.png");
        Put($"{testB}/two.png");
        var source = Source();

        Assert.Equal("one", source.Open(Split.Train, Domain.Source).NameOf(0));
        Assert.Equal("two", source.Open(Split.Test, Domain.Target).NameOf(0));
        Assert.Equal(0, source.Open(Split.Validation, Domain.Source).Count);
    }

    [Fact]
    public void Images_are_sorted_by_name_and_other_files_are_left_alone()
    {
        Put("trainA/b.PNG");
        Put("trainA/a.jpeg");
        Put("trainA/C.webp");
        File.WriteAllText(_folder["trainA", "notes.txt"], "");
        File.WriteAllText(_folder["trainA", "._a.png"], "");
        var images = Source().Open(Split.Train, Domain.Source);

        Assert.Equal(["C", "a", "b"], Enumerable.Range(0, images.Count).Select(images.NameOf));
    }

    [Fact]
    public void Images_have_the_size_that_the_run_asks_for()
    {
        Put("trainA/a.png", height: 6, width: 9);

        Assert.Equal([3, 4, 4], Source().Open(Split.Train, Domain.Source).Load(0).shape);
    }

    [Fact]
    public void An_image_is_decoded_once()
    {
        Put("trainA/a.png");
        var images = Source().Open(Split.Train, Domain.Source);
        var first = images.Load(0);
        File.Delete(_folder["trainA", "a.png"]);

        TensorAssert.Same(first, images.Load(0));
    }

    [Fact]
    public void A_folder_with_another_name_can_be_named()
    {
        Put("photos/a.png");
        var options = new FolderImageOptions { TrainA = _folder["photos"] };

        Assert.Equal(1, new FolderImageSource(options, _size).Open(Split.Train, Domain.Source).Count);
    }

    [Fact]
    public void A_missing_root_is_reported_with_what_is_there_instead()
    {
        Directory.CreateDirectory(_folder["horse2zebra"]);
        var fault = Assert.Throws<UserException>(() =>
            new FolderImageSource(new() { Root = _folder["horses"] }, _size).Open(Split.Train, Domain.Source)
        );

        Assert.Contains(_folder["horses"], fault.Message, StringComparison.Ordinal);
        Assert.Contains("horse2zebra", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_of_an_unknown_layout_is_reported_with_what_was_looked_for_and_found()
    {
        Put("photos/a.png");
        var fault = Assert.Throws<UserException>(() => Source().Open(Split.Train, Domain.Source));

        Assert.Contains("trainA", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("train", "A"), fault.Message, StringComparison.Ordinal);
        Assert.Contains("photos", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_folder_without_images_is_reported()
    {
        Directory.CreateDirectory(_folder["trainA"]);
        File.WriteAllText(_folder["trainA", "a.gif"], "");
        var fault = Assert.Throws<UserException>(() => Source().Open(Split.Train, Domain.Source));

        Assert.Contains(_folder["trainA"], fault.Message, StringComparison.Ordinal);
        Assert.Contains(".png", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1 file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_folder_must_exist_for_every_split()
    {
        Put("trainA/a.png");
        var options = new FolderImageOptions { Root = _folder.Path, TestB = _folder["tests"] };

        Assert.Throws<UserException>(() => new FolderImageSource(options, _size).Open(Split.Test, Domain.Target));
    }

    [Fact]
    public void The_embedded_images_are_complete_and_paired()
    {
        var source = new FolderImageSource(
            new() { Root = Repository.Path("assets", "emoji-ink") },
            ImageSize.Square(64)
        );

        Assert.Equal(384, source.Open(Split.Train, Domain.Source).Count);
        Assert.Equal(384, source.Open(Split.Train, Domain.Target).Count);
        foreach (var (split, count) in new[] { (Split.Validation, 64), (Split.Test, 160) })
        {
            var (a, b) = (source.Open(split, Domain.Source), source.Open(split, Domain.Target));
            Assert.Equal(count, a.Count);
            Assert.Equal(Enumerable.Range(0, count).Select(a.NameOf), Enumerable.Range(0, count).Select(b.NameOf));
        }
    }

    private FolderImageSource Source() => new(new() { Root = _folder.Path }, _size);

    private void Put(string name, int height = 4, int width = 4)
    {
        using var scope = NewDisposeScope();
        ImageFile.Save(Path.Combine([_folder.Path, .. name.Split('/')]), zeros(3, height, width));
    }
}
