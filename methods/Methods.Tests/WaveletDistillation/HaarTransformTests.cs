using GsFramework.Tests.Plugins;
using Methods.WaveletDistillation;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.Tests.WaveletDistillation;

[Collection(nameof(LiveTensors))]
public sealed class HaarTransformTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<int, int> Sizes =>
        new()
        {
            { 8, 6 },
            { 7, 6 },
            { 2, 5 },
            { 1, 1 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_bands_have_the_energy_of_the_image(int height, int width)
    {
        var image = randn(2, 3, height, width);

        var (low, high) = HaarTransform.Split(image);

        Assert.Equal([2, 3, 3, (height + 1) / 2, (width + 1) / 2], high.shape);
        Assert.Equal(Energy(image), Energy(low) + Energy(high), 1e-4);

        static double Energy(Tensor tensor) => tensor.square().sum().item<float>();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_image_comes_back_from_its_bands(int height, int width)
    {
        var image = randn(2, 3, height, width);

        var (low, high) = HaarTransform.Split(image);

        // The transform is orthonormal, so that its inverse is its transpose.
        var (horizontal, vertical, diagonal) = (high.select(2, 0), high.select(2, 1), high.select(2, 2));
        var above = Beside(low + horizontal + vertical + diagonal, low + horizontal - vertical - diagonal);
        var below = Beside(low - horizontal + vertical - diagonal, low - horizontal - vertical + diagonal);
        var whole = stack([above, below], dim: 3).flatten(2, 3) / 2;
        Assert.True(whole.narrow(2, 0, height).narrow(3, 0, width).allclose(image, atol: 1e-5));

        static Tensor Beside(Tensor left, Tensor right) => stack([left, right], dim: 4).flatten(3, 4);
    }

    [Fact]
    public void A_flat_image_has_no_details_and_edges_are_told_by_their_direction()
    {
        Assert.Equal(0, HaarTransform.Split(ones(1, 1, 4, 4)).High.abs().sum().item<float>());

        var rows = tensor([1f, -1f]).reshape(1, 1, 2, 1).expand(1, 1, 2, 2);
        Assert.Equal([2f, 0f, 0f], HaarTransform.Split(rows).High.flatten().data<float>().ToArray());
        Assert.Equal([0f, 2f, 0f], HaarTransform.Split(rows.transpose(2, 3)).High.flatten().data<float>().ToArray());
    }

    [Fact]
    public void Every_band_of_every_level_is_that_of_PyWavelets()
    {
        using var golden = new Golden("wavelet");
        var low = golden["student"];

        for (var level = 0; level < 4; level++)
        {
            (low, var high) = HaarTransform.Split(low);
            Golden.Same(golden[$"student.{level}"], high);
        }
    }
}
