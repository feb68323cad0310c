using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Training;

/// <summary>
/// The history of generated images that the discriminator is shown (Shrivastava et al., 2017): once it is full, each
/// new image is passed on with probability 1/2, or else swapped with a random older one.
/// </summary>
/// <param name="capacity">The most images that the pool holds; 0 to pass every image on.</param>
public sealed class ReplayPool(int capacity) : IDisposable
{
    private readonly List<Tensor> _images = [];

    /// <summary>The images in the pool, (1, C, H, W) each. They belong to the pool.</summary>
    public IReadOnlyList<Tensor> Images => _images;

    /// <summary>A batch for the discriminator in exchange for the generator's (N, C, H, W).</summary>
    public Tensor Exchange(Tensor batch, Random random)
    {
        if (capacity == 0)
        {
            return batch.detach();
        }

        var shown = new List<Tensor>();
        for (var i = 0; i < batch.shape[0]; i++)
        {
            var image = batch.detach().narrow(0, i, 1);
            if (_images.Count < capacity)
            {
                _images.Add(image.clone().DetachFromDisposeScope());
                shown.Add(image);
            }
            else if (random.NextDouble() < 0.5)
            {
                shown.Add(image);
            }
            else
            {
                var slot = random.Next(capacity);
                shown.Add(_images[slot].clone());
                _images[slot].Dispose();
                _images[slot] = image.clone().DetachFromDisposeScope();
            }
        }

        return cat(shown, 0);
    }

    /// <summary>Replaces the content of the pool by copies of these images.</summary>
    public void Load(IEnumerable<Tensor> images)
    {
        Dispose();
        _images.AddRange(images.Select(static image => image.clone().DetachFromDisposeScope()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var image in _images)
        {
            image.Dispose();
        }

        _images.Clear();
    }
}
