using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Tests.Host;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

/// <summary>Images that show A on the left and B on the right, as those of pix2pix.</summary>
public sealed class SideBySideTests : IDisposable
{
    private static readonly ImageSize _size = ImageSize.Square(8);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();
    private readonly WarningSink _sink = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_left_half_is_of_A_and_the_right_half_of_B(bool isAsked)
    {
        var whole = Put("train/x.png", 8, 16);
        Put("val/v.png", 8, 16);
        Put("test/t.png", 8, 16);
        var source = Source(new() { Pairs = isAsked ? ImagePairs.SideBySide : ImagePairs.Auto });

        TensorAssert.Same(whole[.., .., ..8], source.Open(Split.Train, Domain.Source).Load(0));
        TensorAssert.Same(whole[.., .., 8..], source.Open(Split.Train, Domain.Target).Load(0));
        foreach (var (split, name) in new[] { (Split.Train, "x"), (Split.Validation, "v"), (Split.Test, "t") })
        {
            var (a, b) = (source.Open(split, Domain.Source), source.Open(split, Domain.Target));
            Assert.Equal([(0, 0)], PairedImages.Match(a, b).Pairs);
            Assert.Equal(name, a.NameOf(0));
        }
    }

    [Fact]
    public void From_B_to_A_the_right_half_goes_into_the_generator()
    {
        var whole = Put("train/x.png", 8, 16);
        var source = Source(new() { Direction = PairDirection.BToA });

        TensorAssert.Same(whole[.., .., 8..], source.Open(Split.Train, Domain.Source).Load(0));
        TensorAssert.Same(whole[.., .., ..8], source.Open(Split.Train, Domain.Target).Load(0));
    }

    [Fact]
    public void Both_halves_are_cut_at_the_same_place()
    {
        var half = (rand(3, 10, 10) * 2) - 1;
        ImageFile.Save(_folder["train", "x.png"], cat([half, half], 2));
        var source = Source(new() { Crop = ImageCrop.Random });
        var (a, b) = (source.Open(Split.Train, Domain.Source), source.Open(Split.Train, Domain.Target));

        foreach (var place in new[] { new CropPlace(0, 0), new CropPlace(0.3, 0.99) })
        {
            TensorAssert.Same(((ITrainingImageSet)a).Load(0, place), ((ITrainingImageSet)b).Load(0, place));
        }
    }

    [Fact]
    public void Images_of_another_shape_are_halved_only_where_that_is_asked_for()
    {
        var whole = Put("train/x.png", 8, 17);
        Put("train/y.png", 8, 16);
        var fault = Assert.Throws<UserException>(() => Source(new()).Open(Split.Train, Domain.Source));

        Assert.Contains("1 of 2 images", fault.Message, StringComparison.Ordinal);
        Assert.Contains("set data.source.pairs to 'side-by-side'", fault.Message, StringComparison.Ordinal);
        var source = Source(new() { Pairs = ImagePairs.SideBySide });
        TensorAssert.Same(whole[.., .., ..8], source.Open(Split.Train, Domain.Source).Load(0));
        TensorAssert.Same(whole[.., .., 9..], source.Open(Split.Train, Domain.Target).Load(0));
    }

    [Fact]
    public void Folders_of_A_and_B_are_taken_as_such_however_wide_their_images_are()
    {
        Put("trainA/x.png", 8, 16);
        Put("trainB/y.png", 8, 16);
        Put("train/z.png", 8, 16);
        var source = Source(new());

        Assert.Equal("x", source.Open(Split.Train, Domain.Source).NameOf(0));
        Assert.Equal("y", source.Open(Split.Train, Domain.Target).NameOf(0));
    }

    [Fact]
    public void Pairs_may_be_in_folders_of_other_names()
    {
        var whole = Put("maps/x.png", 8, 16);
        var source = Source(new() { Root = null, TrainA = _folder["maps"], Pairs = ImagePairs.SideBySide });

        TensorAssert.Same(whole[.., .., 8..], source.Open(Split.Train, Domain.Target).Load(0));
        Assert.Equal(0, source.Open(Split.Test, Domain.Source).Count);
    }

    [Fact]
    public void One_folder_for_A_and_B_is_doubted_where_its_images_look_like_pairs()
    {
        Put("train/x.png", 8, 16);
        var options = new FolderImageOptions { Root = null, TrainA = _folder["train"], TrainB = _folder["train"] };
        _ = Source(options).Open(Split.Train, Domain.Source);
        var warning = Assert.Single(_sink.Warnings);
        Assert.Contains("set data.source.pairs to 'side-by-side'", warning, StringComparison.Ordinal);

        _ = Source(options with { Pairs = ImagePairs.Separate }).Open(Split.Train, Domain.Source);
        Put("train/y.png", 8, 9);
        _ = Source(options).Open(Split.Train, Domain.Source);
        Assert.Single(_sink.Warnings);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_left_out_of_both_halves_and_listed_once()
    {
        foreach (var number in Enumerable.Range(0, 5))
        {
            Put($"test/{number}.png", 8, 16);
            Put($"train/{number}.png", 8, 16);
        }

        File.WriteAllText(_folder["test", "3.png"], "no image");
        File.WriteAllText(_folder["train", "1.png"], "no image");
        var source = Source(new());

        foreach (var domain in new[] { Domain.Source, Domain.Target })
        {
            Assert.Equal(4, source.Open(Split.Test, domain).Count);
            Assert.Equal(4, source.Open(Split.Train, domain).Count);
        }

        Assert.Equal([_folder["test", "3.png"], _folder["train", "1.png"]], source.LeftOut.Order());
    }

    [Fact]
    public void An_image_of_one_column_cannot_be_halved()
    {
        foreach (var number in Enumerable.Range(0, 4))
        {
            Put($"train/{number}.png", 8, 16);
        }

        Put("train/9.png", 8, 1);
        var source = Source(new() { Pairs = ImagePairs.SideBySide });

        Assert.Equal(4, source.Open(Split.Train, Domain.Source).Count);
        Assert.Contains("one pixel wide", Assert.Single(source.Unreadable).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_of_the_pairs_can_be_set_aside()
    {
        foreach (var number in Enumerable.Range(0, 40))
        {
            Put($"train/{number}.png", 4, 8);
        }

        var source = Source(new() { ValidationFraction = 0.3 });
        var (a, b) = (source.Open(Split.Validation, Domain.Source), source.Open(Split.Validation, Domain.Target));

        Assert.InRange(a.Count, 3, 25);
        Assert.Equal(a.Count, PairedImages.Match(a, b).Pairs.Count);
        Assert.Equal(40 - a.Count, source.Open(Split.Train, Domain.Target).Count);
    }

    [Fact]
    public void A_direction_without_pairs_is_a_fault()
    {
        Put("trainA/x.png", 8, 8);
        var options = new FolderImageOptions { Root = _folder.Path, Direction = PairDirection.BToA };

        Assert.Contains(
            "data.source.direction is 'b-to-a'",
            Assert.Throws<UserException>(() => Source(options).Open(Split.Train, Domain.Source)).Message,
            StringComparison.Ordinal
        );
        IValidatesOptions separate = options with { Pairs = ImagePairs.Separate };
        Assert.Equal("Direction", Assert.Single(separate.Faults()).Property);
        IValidatesOptions named = new FolderImageOptions { TrainA = "a", TestB = "b", Pairs = ImagePairs.SideBySide };
        Assert.Equal("Pairs", Assert.Single(named.Faults()).Property);
    }

    private FolderImageSource Source(FolderImageOptions options) =>
        new(
            options.TrainA is null ? options with { Root = _folder.Path } : options,
            _size,
            new LoggerConfiguration().WriteTo.Sink(_sink).CreateLogger()
        );

    private Tensor Put(string name, int height, int width)
    {
        var file = _folder[name.Split('/')];
        ImageFile.Save(file, (rand(3, height, width) * 2) - 1);
        return ImageFile.Load(file);
    }
}
