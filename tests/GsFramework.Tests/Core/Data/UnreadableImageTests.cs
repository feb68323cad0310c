using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class UnreadableImageTests : IDisposable
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
    public void Unreadable_images_are_left_out_counted_and_named()
    {
        Put("trainA", 40);
        Break("trainA", 3);
        Cut("trainA", 8);
        var source = Source();
        var images = source.Open(Split.Train, Domain.Source);

        Assert.Equal(38, images.Count);
        Assert.DoesNotContain("03", Enumerable.Range(0, 38).Select(images.NameOf));
        Assert.Equal(
            [_folder["trainA", "03.png"], _folder["trainA", "08.png"]],
            source.Unreadable.Select(static one => one.Path)
        );
        Assert.Contains("08.png", source.Unreadable[1].Reason, StringComparison.Ordinal);
        var warning = _sink.Warnings[0];
        Assert.Contains("2 of 40", warning, StringComparison.Ordinal);
        Assert.Contains("03.png, 08.png", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_cut_off_is_found_without_memory_to_keep_it()
    {
        Put("trainA", 10);
        Cut("trainA", 8);

        Assert.Equal(9, Source(new() { CacheMegabytes = 0 }).Open(Split.Train, Domain.Source).Count);
    }

    [Theory]
    [InlineData(30, 4)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    public void Too_many_unreadable_images_are_an_error(int count, int broken)
    {
        Put("trainA", count);
        for (var i = 0; i < broken; i++)
        {
            Break("trainA", i);
        }

        var fault = Assert.Throws<UserException>(() => Source().Open(Split.Train, Domain.Source));
        Assert.Contains(
            $"{(count == broken ? "All" : $"{broken} of")} {count} images",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(_folder["trainA"], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_more_than_ten_are_named()
    {
        Put("trainA", 120);
        for (var i = 0; i < 12; i++)
        {
            Break("trainA", i);
        }

        Source().Open(Split.Train, Domain.Source);
        Assert.Contains("09.png and 2 more", _sink.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_can_ask_for_an_error_instead()
    {
        Put("trainA", 40);
        Break("trainA", 3);

        var fault = Assert.Throws<UserException>(() =>
            Source(new() { OnUnreadable = OnUnreadable.Fail }).Open(Split.Train, Domain.Source)
        );
        Assert.Contains(_folder["trainA", "03.png"], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_domain_of_the_test_images_has_lost_the_other_leaves_out()
    {
        foreach (var folder in new[] { "trainA", "testA", "testB" })
        {
            Put(folder, 10);
        }

        Break("testA", 3);
        Break("testB", 5);
        var source = Source();
        var (a, b) = (source.Open(Split.Test, Domain.Source), source.Open(Split.Test, Domain.Target));

        Assert.Equal(8, a.Count);
        Assert.Equal(Enumerable.Range(0, 8).Select(a.NameOf), Enumerable.Range(0, 8).Select(b.NameOf));
        Assert.Equal(2, source.Unreadable.Count);
    }

    [Fact]
    public void Another_image_stands_in_for_one_that_is_deleted_during_training()
    {
        Put("trainA", 40);
        var (source, reference) = (Source(new() { CacheMegabytes = 0 }), Source());
        var batches = new ImageBatches(source.Open(Split.Train, Domain.Source), 8, seed: 1, flip: true);
        var complete = new ImageBatches(reference.Open(Split.Train, Domain.Source), 8, seed: 1, flip: true);
        File.Delete(_folder["trainA", "07.png"]);
        using var loader = new BatchLoader(batches);
        for (var step = 0; step < 15; step++)
        {
            var (batch, plan) = (loader.Next(step), complete.Plan(step));
            Assert.DoesNotContain(7, batch.Plan.Indices);
            Assert.Equal(
                plan.Indices.Where(static index => index != 7),
                batch.Plan.Indices.Where((_, i) => plan.Indices[i] != 7)
            );
            TensorAssert.Same(ImageBatches.Load(reference.Open(Split.Train, Domain.Source), batch.Plan), batch.Images);
        }

        Assert.Equal([_folder["trainA", "07.png"]], source.Unreadable.Select(static one => one.Path));
        Assert.Single(_sink.Warnings, static line => line.Contains("lost during training", StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_that_stands_in_is_the_same_whenever_the_step_is_read()
    {
        Put("trainA", 20);
        ImageBatches Batches() =>
            new(Source(new() { CacheMegabytes = 0 }).Open(Split.Train, Domain.Source), 5, seed: 1, flip: true);
        var (first, second) = (Batches(), Batches());
        File.Delete(_folder["trainA", "07.png"]);

        foreach (var step in new[] { 3, 2, 1, 0 })
        {
            Assert.Equal(first.Next(3 - step).Plan.Indices, second.Next(3 - step).Plan.Indices);
        }
    }

    [Fact]
    public void Losing_all_images_during_training_is_an_error()
    {
        Put("trainA", 20);
        var batches = new ImageBatches(
            Source(new() { CacheMegabytes = 0 }).Open(Split.Train, Domain.Source),
            20,
            seed: 1,
            flip: true
        );
        Directory.Delete(_folder["trainA"], recursive: true);
        using var loader = new BatchLoader(batches);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains(
                "All 20 images in",
                Assert.Throws<UserException>(() => loader.Next(0)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void The_teacher_is_not_asked_for_an_image_that_is_lost()
    {
        Put("trainA", 10);
        var source = Source(new() { CacheMegabytes = 0 });
        var images = source.Open(Split.Train, Domain.Source);
        File.Delete(_folder["trainA", "07.png"]);
        using var cache = TeacherCache.Compute(images, static x => x * 3, batchSize: 4, mirrored: false);
        var batches = new ImageBatches(images, 4, seed: 1, flip: false);
        for (var step = 0; step < 6; step++)
        {
            var batch = batches.Next(step);
            TensorAssert.Same(batch.Images * 3, cache.Take(batch.Plan));
        }

        Assert.Single(source.Unreadable);
    }

    [Fact]
    public void Decoded_images_never_take_more_memory_than_the_budget()
    {
        // 3·256·256 bytes each: five fit into a megabyte.
        using var random = new Generator(1, CPU);
        for (var i = 0; i < 8; i++)
        {
            ImageFile.Save(_folder["trainA", $"{i:D2}.jpg"], (rand([3, 256, 256], generator: random) * 2) - 1);
        }

        var source = new FolderImageSource(new() { Root = _folder.Path, CacheMegabytes = 1 }, ImageSize.Square(256));
        var images = source.Open(Split.Train, Domain.Source);
        for (var i = 0; i < 16; i++)
        {
            images.Load(i % 8);
        }

        Assert.Equal(5 * 3 * 256 * 256, source.CachedBytes);
    }

    private FolderImageSource Source(FolderImageOptions? options = null) =>
        new(
            (options ?? new()) with
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
            ImageFile.Save(_folder[folder, $"{i:D2}.png"], full([3, 4, 4], i / 100f));
        }
    }

    private void Break(string folder, int number) => File.WriteAllText(_folder[folder, $"{number:D2}.png"], "no image");

    private void Cut(string folder, int number)
    {
        var path = _folder[folder, $"{number:D2}.png"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..(int)(new FileInfo(path).Length / 2)]);
    }
}
