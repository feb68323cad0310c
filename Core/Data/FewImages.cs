using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>The first images of each split of a source.</summary>
/// <param name="source">The source.</param>
/// <param name="limit">How many images of a split there are at most.</param>
internal sealed class FewImages(IImageSource source, Func<Split, int> limit)
    : IImageSource,
        ILeavesImagesOut,
        IMayLackTargets
{
    public string? Resizing => source.Resizing;

    public IReadOnlyList<string> LeftOut => (source as ILeavesImagesOut)?.LeftOut ?? [];

    public bool LacksTargets => source is IMayLackTargets { LacksTargets: true };

    public bool Recheck(Split split, bool whole = false) =>
        source is ILeavesImagesOut images && images.Recheck(split, whole);

    public IImageDataset Open(Split split, Domain domain)
    {
        var (images, most) = (source.Open(split, domain), limit(split));
        int[] numbers = [.. Enumerable.Range(0, Math.Min(images.Count, most))];
        if (domain == Domain.Target && numbers.Length > 0)
        {
            numbers = Partners(source.Open(split, Domain.Source), images, most) ?? numbers;
        }

        return images is ITrainingImageSet set ? new FewOfTraining(set, numbers) : new Few(images, numbers);
    }

    // Pairs stay pairs.
    private static int[]? Partners(IImageDataset inputs, IImageDataset targets, int most)
    {
        var names = Enumerable.Range(0, Math.Min(inputs.Count, most)).Select(inputs.NameOf).ToHashSet();
        int[] found = [.. Enumerable.Range(0, targets.Count).Where(number => names.Contains(targets.NameOf(number)))];
        return found.Length == names.Count ? found : null;
    }

    private class Few(IImageDataset images, int[] numbers) : IImageDataset
    {
        public int Count => numbers.Length;

        public string NameOf(int index) => images.NameOf(numbers[index]);

        public Tensor Load(int index) => images.Load(numbers[index]);
    }

    private sealed class FewOfTraining(ITrainingImageSet images, int[] numbers)
        : Few(images, numbers),
            ITrainingImageSet
    {
        private readonly int[] _numbers = numbers;

        public bool CropsAtRandom => images.CropsAtRandom;

        public string? Folder => images.Folder;

        public Tensor Load(int index, CropPlace place) => images.Load(_numbers[index], place);

        public void Lose(int index, UserException fault) => images.Lose(_numbers[index], fault);
    }
}
