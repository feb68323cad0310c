using GsFramework.Core.Composition.Failures;
using GsFramework.Data;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a source of images. Options must name a small one, with training images at least.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class ImageSourceConformance<TModule> : PartConformance<TModule, IImageSource>
    where TModule : Autofac.Module, new()
{
    private const int Most = 6;

    /// <summary>Every split and domain can be opened; what is not there is empty, and there are training
    /// images.</summary>
    [Fact]
    public void Every_split_can_be_opened()
    {
        var rule = PartRule();
        rule.Require(
            All(rule)
                .Any(static set => set.Split == Split.Train && set.Domain == Domain.Source && set.Images.Count > 0),
            "there are no images to train with.",
            "Give Options with which there are; where a split or domain is missing, Open returns a data set with "
                + "Count 0."
        );
    }

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_images_have_the_size_and_range_of_the_run), CheckImages);

    /// <summary>Images are (C, H, W) of the run's size, fp32 in [-1, 1]; targets may be one-hot labels (K, 1,
    /// 1).</summary>
    [Fact]
    public void Its_images_have_the_size_and_range_of_the_run() => Rule();

    /// <summary>Names are there and different, since pairs are found by them.</summary>
    [Fact]
    public void Its_images_have_names_of_their_own()
    {
        var rule = PartRule();
        foreach (var (split, domain, images) in All(rule))
        {
            string[] names = rule.Run(
                () => Enumerable.Range(0, images.Count).Select(images.NameOf).ToArray(),
                "NameOf"
            );
            var useful = names.Where(static name => !string.IsNullOrWhiteSpace(name)).Distinct().Count();
            rule.Require(
                useful == names.Length,
                $"of {names.Length} names in {split} {domain}, {names.Length - useful} are empty or there twice.",
                "Return the file's stem, with its folder where stems repeat: pairs of images are found by names."
            );
        }
    }

    /// <summary>Reading an image again, on several threads, gives the same bits; and what a caller does to its tensor
    /// stays there.</summary>
    [Fact]
    public void Reading_again_gives_the_same_from_any_thread()
    {
        var rule = Rule();
        foreach (var (_, _, images) in All(rule).Where(static set => set.Images.Count > 0))
        {
            var count = Math.Min(Most, images.Count);
            byte[] Read(int index)
            {
                using var image = Load(rule, images, index);
                var bits = Tensors.Bits(image);
                image.zero_();
                return bits;
            }

            var first = Enumerable.Range(0, count).Select(Read).ToArray();
            var again = new byte[2 * count][];
            try
            {
                Parallel.For(0, 2 * count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
                    again[i] = Read(i % count)
                );
            }
            catch (AggregateException fault)
            {
                throw rule.Broken(
                    $"reading from two threads threw "
                        + $"{FailureText.Of(fault.InnerException!).Reason}{FailurePlace.Of(fault.InnerException!)}",
                    "Open files for each reading, or lock.",
                    fault
                );
            }

            rule.Require(
                again.Index().All(pair => pair.Item.AsSpan().SequenceEqual(first[pair.Index % count])),
                "an image that was read again is another one.",
                "Draw no random numbers (the host augments), share no buffers between readings, and give every "
                    + "caller a tensor of its own."
            );
        }
    }

    /// <summary>What was read belongs to the caller alone: when it is disposed, nothing is left.</summary>
    [Fact]
    public void What_was_read_belongs_to_the_caller()
    {
        var rule = Rule();
        var images = All(rule).First(static set => set.Images.Count > 0).Images;
        for (var i = 0; i < 2; i++)
        {
            Load(rule, images, 0).Dispose();
        }

        var before = Tensors.Living;
        for (var i = 0; i < 5; i++)
        {
            Load(rule, images, 0).Dispose();
        }

        rule.Require(
            Tensors.Living == before,
            $"after 5 images were read and disposed, {Tensors.Living - before} tensors are left.",
            "Open a dispose scope in Load, and move the image out of it with MoveToOuterDisposeScope()."
        );
    }

    private List<(Split Split, Domain Domain, IImageDataset Images)> All(Rule rule)
    {
        var source = Create(rule);
        return
        [
            .. from split in Enum.GetValues<Split>()
            from domain in Enum.GetValues<Domain>()
            select (split, domain, rule.Run(() => source.Open(split, domain), $"Open({split}, {domain})")),
        ];
    }

    private static Tensor Load(Rule rule, IImageDataset images, int index) =>
        rule.Run(() => images.Load(index), $"Load({index})");

    private void CheckImages(Rule rule)
    {
        foreach (var (split, domain, images) in All(rule))
        {
            for (var index = 0; index < Math.Min(Most, images.Count); index++)
            {
                using var image = Load(rule, images, index);
                var what = $"image {index} ('{images.NameOf(index)}') of {split} {domain}";
                var isLabel = domain == Domain.Target && image.dim() == 3 && image.shape[1] == 1 && image.shape[2] == 1;
                rule.Require(
                    image.dim() == 3
                        && (isLabel || (image.shape[1] == ImageSize.Height && image.shape[2] == ImageSize.Width)),
                    $"{what} is [{string.Join(", ", image.shape)}], the run's images are {ImageSize}.",
                    "Take the size as an ImageSize in the constructor, and scale or crop to it; return (C, H, W), "
                        + "without a batch."
                );
                rule.Require(
                    image.dtype == ScalarType.Float32,
                    $"{what} is of the type {image.dtype}.",
                    "Return fp32."
                );
                using var sum = image.sum();
                rule.Require(
                    Tensors.AreFinite(image) && Tensors.Largest(image) <= 1 && (!isLabel || sum.item<float>() == 1),
                    $"{what} has values up to "
                        + $"{Tensors.Largest(image):G4}{(isLabel ? $" that add up to {sum.item<float>()}" : "")}.",
                    "Bring 0 … 255 to [-1, 1] by x / 127.5 - 1. A label is 1 at its class and 0 elsewhere."
                );
            }
        }
    }
}
