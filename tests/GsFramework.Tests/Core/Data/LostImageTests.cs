using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

/// <summary>Files that vanish while a run continues.</summary>
public sealed class LostImageTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();
    private readonly WarningSink _sink = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Training_goes_on_with_the_last_image_that_is_left()
    {
        Put("trainA", 40);
        var source = Source();
        var batches = new ImageBatches(source.Open(Split.Train, Domain.Source), 8, seed: 1, flip: true);
        for (var i = 0; i < 39; i++)
        {
            File.Delete(_folder["trainA", $"{i:D2}.png"]);
        }

        using var loader = new BatchLoader(batches);
        for (var step = 0; step < 10; step++)
        {
            Assert.Equal(Enumerable.Repeat(39, 8), loader.Next(step).Plan.Indices);
        }

        Assert.Equal(39, source.Unreadable.Count);
        Assert.Equal(
            10,
            _sink.Warnings.Count(static line => line.Contains("lost during training, others", StringComparison.Ordinal))
        );
        Assert.Single(_sink.Warnings, static line =>
            line.Contains("MORE THAN A TENTH", StringComparison.Ordinal)
            && line.Contains("5 of 40", StringComparison.Ordinal)
        );
        Assert.Single(_sink.Warnings, static line => line.Contains("20 images were lost", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pair_whose_target_is_lost_is_trained_on_no_more()
    {
        Put("trainA", 10);
        Put("trainB", 10);
        var source = Source(new() { CacheMegabytes = 0 });
        var inputs = source.Open(Split.Train, Domain.Source);
        var partners = new PartnerImages(inputs, source.Open(Split.Train, Domain.Target), "The test");
        File.Delete(_folder["trainB", "03.png"]);
        using var loader = new BatchLoader(new ImageBatches(inputs, 5, seed: 1, flip: true));
        for (var step = 0; step < 8; step++)
        {
            var (batch, truth) = partners.Next(loader, step);
            Assert.DoesNotContain(3, batch.Plan.Indices);
            TensorAssert.Same(batch.Images, truth);
        }

        Assert.Single(source.Unreadable);
    }

    [Fact]
    public void Test_images_that_are_lost_are_left_out_with_their_partners_and_named()
    {
        Put("testA", 6);
        Put("testB", 6);
        var source = Source();
        _ = source.Open(Split.Test, Domain.Source);
        File.Delete(_folder["testA", "02.png"]);
        source.Recheck(Split.Test);
        source.Recheck(Split.Test);
        var (a, b) = (source.Open(Split.Test, Domain.Source), source.Open(Split.Test, Domain.Target));

        Assert.Equal(["00", "01", "03", "04", "05"], Enumerable.Range(0, a.Count).Select(a.NameOf));
        Assert.Equal(Enumerable.Range(0, a.Count).Select(a.NameOf), Enumerable.Range(0, b.Count).Select(b.NameOf));
        var warning = Assert.Single(_sink.Warnings);
        Assert.Contains("1 of 6 test A images", warning, StringComparison.Ordinal);
        Assert.Contains("02.png", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_images_that_are_damaged_in_the_middle_are_found_without_memory_to_keep_them()
    {
        Put("testA", 6);
        Put("testB", 6);
        DamagedPng.Write(_folder["testB", "04.png"]);
        var source = Source();
        var (a, b) = (source.Open(Split.Test, Domain.Source), source.Open(Split.Test, Domain.Target));

        Assert.Equal(["00", "01", "02", "03", "05"], Enumerable.Range(0, a.Count).Select(a.NameOf));
        Assert.Equal(Enumerable.Range(0, a.Count).Select(a.NameOf), Enumerable.Range(0, b.Count).Select(b.NameOf));
        Assert.Equal([_folder["testB", "04.png"]], source.Unreadable.Select(static one => one.Path));
        Assert.Contains("04.png", _sink.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_recheck_finds_what_was_damaged_in_the_middle_since()
    {
        Put("trainA", 6);
        var source = Source();
        var before = source.Open(Split.Train, Domain.Source);
        DamagedPng.Write(_folder["trainA", "04.png"]);

        Assert.False(source.Recheck(Split.Train));
        Assert.True(source.Recheck(Split.Train, whole: true));
        Assert.False(source.Recheck(Split.Train, whole: true));
        Assert.Equal(5, source.Open(Split.Train, Domain.Source).Count);

        // A training that continues with what it opened does not count the image once more.
        using var loader = new BatchLoader(new ImageBatches(before, 6, seed: 1, flip: false));
        Assert.DoesNotContain(4, loader.Next(0).Plan.Indices);
        Assert.Single(source.Unreadable);
    }

    [Fact]
    public void Test_images_in_memory_are_not_missed()
    {
        Put("testA", 4);
        var source = Source(new());
        _ = source.Open(Split.Test, Domain.Source);
        File.Delete(_folder["testA", "02.png"]);
        source.Recheck(Split.Test);

        Assert.Equal(4, source.Open(Split.Test, Domain.Source).Count);
        Assert.Empty(_sink.Warnings);
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_left_out_and_named()
    {
        Put("trainA", 4);
        Put("trainA/closed", 4);
        var warnings = WithClosed(_folder["trainA", "closed"], () =>
        {
            var source = Source();
            Assert.Equal(4, source.Open(Split.Train, Domain.Source).Count);
            Assert.Equal([_folder["trainA", "closed"]], source.Unreadable.Select(static one => one.Path));
            var fault = Assert.Throws<UserException>(() =>
                Source(new() { OnUnreadable = OnUnreadable.Fail }).Open(Split.Train, Domain.Source)
            );
            Assert.Contains("closed", fault.Message, StringComparison.Ordinal);
        });

        Assert.Contains("1 folders in", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_which_nothing_may_be_read_is_a_fault_with_advice()
    {
        Put("trainA/closed", 4);
        WithClosed(_folder["trainA", "closed"], () =>
        {
            var fault = Assert.Throws<UserException>(() => Source().Open(Split.Train, Domain.Source));
            Assert.Contains("Give yourself the right to read it", fault.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Images_of_other_formats_are_counted()
    {
        Put("trainA", 4);
        File.WriteAllText(_folder["trainA", "a.GIF"], "");
        File.WriteAllText(_folder["trainA", "b.heic"], "");
        File.WriteAllText(_folder["trainA", "notes.txt"], "");

        Assert.Equal(4, Source().Open(Split.Train, Domain.Source).Count);
        var warning = Assert.Single(_sink.Warnings);
        Assert.Contains("2 images in", warning, StringComparison.Ordinal);
        Assert.Contains(".gif, .heic", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_pattern_that_matches_no_name_is_a_fault()
    {
        Put("trainA", 10);
        var fault = Assert.Throws<UserException>(() =>
            Source(new() { ValidationFraction = 0.3, GroupPattern = "^(.*)_frame" }).Open(Split.Train, Domain.Source)
        );

        Assert.Contains("matches none of the 10 names", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_the_group_pattern_does_not_match_are_counted()
    {
        Put("trainA", 20);
        _ = Source(new() { ValidationFraction = 0.5, GroupPattern = "^(1)" }).Open(Split.Train, Domain.Source);

        Assert.Contains(_sink.Warnings, static line => line.Contains("10 of 20 names", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fraction_that_sets_nothing_aside_is_a_warning()
    {
        Put("trainA", 5);
        _ = Source(new() { ValidationFraction = 0.0001 }).Open(Split.Train, Domain.Source);

        Assert.Contains(_sink.Warnings, static line => line.Contains("validation is off", StringComparison.Ordinal));
    }

    private IReadOnlyList<string> WithClosed(string folder, Action test)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights are not POSIX's.");
            return [];
        }

        File.SetUnixFileMode(folder, UnixFileMode.None);
        try
        {
            Assert.SkipWhen(CanList(folder), "This user may read everything.");
            test();
            return _sink.Warnings;
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static bool CanList(string folder)
    {
        try
        {
            return Directory.GetFiles(folder).Length >= 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private FolderImageSource Source(FolderImageOptions? options = null) =>
        new(
            (options ?? new() { CacheMegabytes = 0 }) with
            {
                Root = _folder.Path,
            },
            ImageSize.Square(4),
            new LoggerConfiguration().WriteTo.Sink(_sink).CreateLogger()
        );

    private void Put(string folder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            ImageFile.Save(
                Path.Combine([_folder.Path, .. folder.Split('/'), $"{i:D2}.png"]),
                full([3, 4, 4], i / 100f)
            );
        }
    }
}
