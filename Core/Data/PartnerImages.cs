using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>The images of B in the order of those of A whose names they have.</summary>
internal sealed class PartnerImages : IImageDataset
{
    private readonly IImageDataset _inputs;
    private readonly IImageDataset _targets;
    private readonly int[] _numbers;

    /// <summary>Finds each image's partner.</summary>
    /// <param name="inputs">Images of A.</param>
    /// <param name="targets">Images of B; more of them do no harm.</param>
    /// <param name="asker">What needs the pairs, for the message.</param>
    /// <exception cref="UserException">An image of A has none.</exception>
    public PartnerImages(IImageDataset inputs, IImageDataset targets, string asker)
    {
        (_inputs, _targets) = (inputs, targets);
        var pairs = PairedImages.Match(inputs, targets);
        _numbers =
            pairs.OnlyInSource.Count == 0
                ? [.. pairs.Pairs.Select(static pair => pair.Target)]
                : throw new UserException(
                    $"{pairs.OnlyInSource.Count} images of A have no partner of the same name in B, such as "
                        + $"'{pairs.OnlyInSource[0]}'. {asker} needs pairs: add them, or remove what has none."
                );
    }

    /// <inheritdoc/>
    public int Count => _numbers.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _targets.NameOf(_numbers[index]);

    /// <inheritdoc/>
    public Tensor Load(int index) => _targets.Load(_numbers[index]);

    /// <summary>The images of a step with their partners, (N, C, H, W) each. They belong to the caller's dispose scope.
    /// Where a partner was lost since training began, its image of A is given up, and the step is read again with
    /// another.</summary>
    /// <param name="loader">Reads the images of A.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="UserException">All are lost, or none may be.</exception>
    public (ImageBatch Inputs, Tensor Partners) Next(BatchLoader loader, long step)
    {
        while (true)
        {
            var batch = loader.Next(step);
            try
            {
                return (batch, ImageBatches.Load(_targets, PlanOf(batch)));
            }
            catch (UserException) when (_inputs is ITrainingImageSet)
            {
                batch.Dispose();
                GiveUp((ITrainingImageSet)_inputs, batch.Plan.Indices.Distinct());
            }
        }
    }

    // The same of each partner as of its image: mirrored, and cut at the same place.
    private BatchPlan PlanOf(ImageBatch inputs) =>
        inputs.Plan with
        {
            Indices = [.. inputs.Plan.Indices.Select(index => _numbers[index])],
        };

    private void GiveUp(ITrainingImageSet inputs, IEnumerable<int> indices)
    {
        foreach (var index in indices)
        {
            try
            {
                Load(index).Dispose();
            }
            catch (UserException fault)
            {
                inputs.Lose(index, fault);
            }
        }
    }
}
