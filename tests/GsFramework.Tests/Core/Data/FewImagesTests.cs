using GsFramework.Core.Data;
using GsFramework.Data;

namespace GsFramework.Tests.Core.Data;

public class FewImagesTests
{
    [Fact]
    public void The_first_images_of_a_split_are_left_and_all_of_the_others()
    {
        var source = Of(new MemoryImages(5), new MemoryImages(3));

        Assert.Equal(["image0", "image1"], Names(source.Open(Split.Train, Domain.Source)));
        Assert.Equal(["image0", "image1"], Names(source.Open(Split.Train, Domain.Target)));
        Assert.Equal(5, source.Open(Split.Test, Domain.Source).Count);
    }

    [Fact]
    public void The_partners_of_the_first_images_are_left_where_the_other_domain_has_them_elsewhere()
    {
        var source = Of(new MemoryImages(3, "a", "b", "c"), new MemoryImages(4, "c", "d", "b", "a"));

        Assert.Equal(["b", "a"], Names(source.Open(Split.Train, Domain.Target)));
    }

    [Fact]
    public void Images_whose_names_have_nothing_in_common_are_no_pairs()
    {
        var source = Of(new MemoryImages(3, "a", "b", "c"), new MemoryImages(3, "x", "y", "a"));

        Assert.Equal(["x", "y"], Names(source.Open(Split.Train, Domain.Target)));
    }

    private static FewImages Of(IImageDataset inputs, IImageDataset targets) =>
        new(new Both(inputs, targets), static split => split == Split.Train ? 2 : int.MaxValue);

    private static IEnumerable<string> Names(IImageDataset images) =>
        Enumerable.Range(0, images.Count).Select(images.NameOf);

    private sealed class Both(IImageDataset inputs, IImageDataset targets) : IImageSource
    {
        public IImageDataset Open(Split split, Domain domain) => domain == Domain.Source ? inputs : targets;
    }
}
