using GsFramework.DataSets;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Eng;

public sealed class DataSetTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_dealt_the_same_way_in_any_order_and_each_to_one_part()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(static i => $"picture{i}")];

        var parts = SourceSplit.Deal(names, test: 6, validation: 3);

        Assert.Equal(30, parts.Count);
        Assert.Equal((6, 3, 21), (Count("test"), Count("val"), Count("train")));
        Assert.Equal(
            parts.OrderBy(static entry => entry.Key),
            SourceSplit.Deal(names.Reverse().Concat(names), 6, 3).OrderBy(static entry => entry.Key)
        );
        Assert.Equal("picture12", SourceSplit.Order(names)[0]);
        Assert.Throws<FetchException>(() => SourceSplit.Deal(names[..9], 6, 3));

        int Count(string part) => parts.Values.Count(value => value == part);
    }

    [Theory]
    [InlineData(360, 720, 2, 8)]
    [InlineData(480, 640, 3, 12)]
    [InlineData(1080, 1920, 3, 15)]
    [InlineData(960, 720, 3, 6)]
    public void Squares_of_a_picture_fill_its_height_and_do_not_overlap(int height, int width, int rows, int count)
    {
        var cells = Cell.Grid(height, width, rows);

        Assert.Equal(count, cells.Count);
        Assert.All(cells, cell =>
            Assert.True(
                cell.X >= 0 && cell.Y >= 0 && cell.X + cell.Side <= width + 1e-6 && cell.Y + cell.Side <= height + 1e-6
            )
        );
        Assert.All(cells, cell =>
            Assert.DoesNotContain(cells, other =>
                other != cell
                && Math.Abs(other.X - cell.X) < cell.Side - 1e-6
                && Math.Abs(other.Y - cell.Y) < cell.Side - 1e-6
            )
        );
    }

    [Fact]
    public void A_cut_has_the_mean_colour_of_every_area()
    {
        var picture = new Picture(
            [
                .. Enumerable
                    .Range(0, 36)
                    .SelectMany(static i => new byte[] { (byte)(10 * (i % 6)), (byte)(10 * (i / 6)), 7 }),
            ],
            6,
            6
        );

        var cut = picture.Cut(new Cell(0, 0, 6), 2);

        Assert.Equal([10, 10, 7, 40, 10, 7, 10, 40, 7, 40, 40, 7], cut.Pixels.Select(static value => (int)value));
        Assert.Equal(picture.Pixels, picture.Cut(new Cell(0, 0, 6), 6).Pixels);
    }

    [Fact]
    public void A_picture_survives_its_file_and_transparency_is_white()
    {
        var picture = new Picture([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 2);
        picture.Save(_folder["p.png"]);

        Assert.Equal(picture.Pixels, Picture.Read(_folder["p.png"]).Pixels);
        File.WriteAllText(_folder["q.png"], "no picture");
        Assert.Throws<FetchException>(() => Picture.Read(_folder["q.png"]));
    }

    [Fact]
    public void Versions_of_a_painting_are_of_one_origin()
    {
        Assert.Equal("landscape-bridge", Paintings.Origin("x/landscape-bridge_sun.jpg"));
        Assert.Equal(
            Paintings.Origin("landscape-battlefield.jpg"),
            Paintings.Origin("landscape-battlefield_nohumans.jpg")
        );
        Assert.NotEqual(Paintings.Origin("swamp-01.jpg"), Paintings.Origin("swamp-02.jpg"));
    }

    [Fact]
    public void Emoji_variants_stay_together_and_only_test_and_validation_have_pairs()
    {
        string[] images =
        [
            .. Enumerable.Range(0x1f400, 40).Select(static code => $"{code:x}.png"),
            "1f408-200d-2b1b.png",
            "1f415-200d-1f9ba.png",
        ];

        var parts = EmojiStyles.Deal(images, test: 10, validation: 4);

        Assert.Equal(parts["testA"], parts["testB"]);
        Assert.Equal(parts["valA"], parts["valB"]);
        Assert.Empty(parts["trainA"].Intersect(parts["trainB"]));
        string[] dealt = [.. parts["testA"], .. parts["valA"], .. parts["trainA"], .. parts["trainB"]];
        Assert.Equal(images.Order(), dealt.Order());
        foreach (
            var (one, other) in new[] { ("1f408.png", "1f408-200d-2b1b.png"), ("1f415.png", "1f415-200d-1f9ba.png") }
        )
        {
            Assert.Single(parts.Where(static part => part.Key != "testB" && part.Key != "valB"), part =>
                part.Value.Contains(one) && part.Value.Contains(other)
            );
        }
    }

    [Fact]
    public void A_folder_appears_as_a_whole_or_not_at_all()
    {
        var target = _folder["set"];
        Assert.Throws<FetchException>(() => NewFolder.Make(target, folder =>
            {
                File.WriteAllText(Path.Combine(folder, "half"), "");
                throw new FetchException("no more");
            }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder[""]));

        NewFolder.Make(target, static folder => File.WriteAllText(Path.Combine(folder, "old"), ""));
        NewFolder.Make(target, static folder => File.WriteAllText(Path.Combine(folder, "new"), ""));

        Assert.Equal(["new"], Directory.EnumerateFiles(target).Select(Path.GetFileName));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder[""]));
    }

    [Fact]
    public void A_count_that_differs_is_refused_unless_the_user_wants_it()
    {
        var options = FetchOptions.Parse(["--patch", "128"], "data", largestPatch: 160);

        Assert.Equal(128, options.Patch);
        Assert.Contains(
            "9 pictures instead of 10",
            Assert.Throws<FetchException>(() => Expected.Count("pictures", 9, 10, options)).Message,
            StringComparison.Ordinal
        );
        Expected.Count("pictures", 9, 10, options with { AnyCount = true });
        Assert.Throws<FetchException>(() => FetchOptions.Parse(["--patch", "30"], "data", 160));
        Assert.Throws<FetchException>(() => FetchOptions.Parse(["--patch", "64"], "data", 0));
        Assert.Throws<FetchException>(() => FetchOptions.Parse(["--what"], "data", 160));
    }
}
