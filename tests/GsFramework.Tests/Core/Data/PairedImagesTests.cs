using GsFramework.Core.Data;

namespace GsFramework.Tests.Core.Data;

public class PairedImagesTests
{
    [Fact]
    public void Pairs_are_found_by_name_and_not_by_position()
    {
        var paired = PairedImages.Match(new MemoryImages(3, "b", "x", "a"), new MemoryImages(4, "a", "y", "b", "z"));

        Assert.Equal([(0, 2), (2, 0)], paired.Pairs);
        Assert.Equal(["x"], paired.OnlyInSource);
        Assert.Equal(["y", "z"], paired.OnlyInTarget);
    }

    [Fact]
    public void Empty_sets_have_no_pairs()
    {
        var paired = PairedImages.Match(new MemoryImages(0), new MemoryImages(1, "a"));

        Assert.Empty(paired.Pairs);
        Assert.Equal(["a"], paired.OnlyInTarget);
    }

    [Fact]
    public void A_name_that_occurs_twice_is_reported()
    {
        var fault = Assert.Throws<UserException>(() =>
            PairedImages.Match(new MemoryImages(1, "a"), new MemoryImages(2, "a", "a"))
        );

        Assert.Contains("target", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", fault.Message, StringComparison.Ordinal);
    }
}
