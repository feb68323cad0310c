using GsFramework.Host.Verification;

namespace GsFramework.Tests.Host.Verification;

public sealed class FileComparisonTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pictures", true)]
    [InlineData("pictures-worst", false)]
    [InlineData("pictures-median", false)]
    public void A_kind_of_picture_that_earlier_versions_did_not_make_is_no_difference(string folder, bool differs)
    {
        Write("then", "samples", "a");
        Write("now", "samples", "a");
        Write("now", folder, "b");

        var found = FileComparison.OfPictures(_folder["then"], _folder["now"], isWhole: true);

        Assert.Equal(differs ? [$"{folder}/0.png"] : [], found.Differing);
    }

    [Fact]
    public void Where_the_record_has_the_worst_pictures_they_are_compared()
    {
        Write("then", "pictures-worst", "a");
        Write("now", "pictures-worst", "b");

        var found = FileComparison.OfPictures(_folder["then"], _folder["now"], isWhole: true);

        Assert.Equal((1, "pictures-worst/0.png"), (found.Compared, Assert.Single(found.Differing)));
    }

    private void Write(string run, string folder, string content)
    {
        Directory.CreateDirectory(_folder[run, folder]);
        File.WriteAllText(_folder[run, folder, "0.png"], content);
    }
}
