using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Data;
using GsFramework.Tests.Core.Data;

namespace GsFramework.Tests.Core.Composition.Guards;

/// <summary>What a plugin's image source can do, the guarded one can too.</summary>
public sealed class GuardedImagesTests
{
    [Fact]
    public void A_source_that_leaves_images_out_is_asked_to_look_again()
    {
        var source = new Lossy();
        var guarded = Guarded(source);

        var lossy = Assert.IsType<ILeavesImagesOut>(guarded, exactMatch: false);
        Assert.True(lossy.Recheck(Split.Test, whole: true));
        Assert.Equal(["Test whole"], source.Asked);
        Assert.Equal(["lost.png"], lossy.LeftOut);
        Assert.Equal(3, guarded.Open(Split.Test, Domain.Source).Count);
    }

    [Fact]
    public void A_source_that_does_not_is_not_asked() =>
        Assert.IsNotType<ILeavesImagesOut>(Guarded(new Plain()), exactMatch: false);

    [Fact]
    public void A_second_look_that_fails_names_the_part()
    {
        var fault = Assert.Throws<PluginException>(() =>
            ((ILeavesImagesOut)Guarded(new Lossy { Fails = true })).Recheck(Split.Validation)
        );

        Assert.Contains("second look at Validation images", fault.Message, StringComparison.Ordinal);
        Assert.Contains("mine", fault.Message, StringComparison.Ordinal);
    }

    private static IImageSource Guarded(IImageSource source) => GuardedImages.Of(source, PartName.Of(source, "mine"));

    private class Plain : IImageSource
    {
        public IImageDataset Open(Split split, Domain domain) => new MemoryImages(3);
    }

    private sealed class Lossy : Plain, ILeavesImagesOut
    {
        public bool Fails { get; init; }

        public List<string> Asked { get; } = [];

        public IReadOnlyList<string> LeftOut => ["lost.png"];

        public bool Recheck(Split split, bool whole)
        {
            Asked.Add($"{split}{(whole ? " whole" : "")}");
            return Fails ? throw new InvalidOperationException("no") : true;
        }
    }
}
