using System.Text.Json.Nodes;
using GsFramework.Host.Evaluation;
using GsFramework.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>Scores against numpy and scipy, by SecondImplementation/scores.py.</summary>
public class SecondImplementationTests
{
    private static readonly JsonNode _values = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SecondImplementation", "scores.json"))
    )!;

    public static TheoryData<int> Sets => [.. Enumerable.Range(0, _values["sets"]!.AsArray().Count)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Frechet_distance_and_KID_agree_to_a_millionth(int number)
    {
        using var scope = NewDisposeScope();
        var set = _values["sets"]![number]!;
        var (m, n, d) = ((int)set["m"]!, (int)set["n"]!, (int)set["d"]!);
        var (x, y) = (Features(m, d, 101), Features(n, d, 205));

        var distance = FrechetDistance.Between(x, y);
        var kid = Kid.Between(x, y, subsets: 1).Full;

        Assert.Equal(1, distance.Value / (double)set["fd"]!, 1e-6);
        Assert.Equal(1, kid / (double)set["kid"]!, 1e-6);
        Assert.Equal(Math.Min(m, n) > d, distance.Meaningful);
    }

    [Fact]
    public void SSIM_and_PSNR_agree_to_a_millionth()
    {
        using var scope = NewDisposeScope();
        var a = Fill([1, 3, 24, 31], 11);
        foreach (var picture in _values["pictures"]!.AsArray())
        {
            var noise = (double)picture!["noise"]!;
            var b = (a + (Fill([1, 3, 24, 31], 12) * noise)).clamp(-1, 1);

            Assert.Equal((double)picture["ssim"]!, Ssim.Of(a, b).Single(), 1e-6);
            Assert.Equal((double?)picture["psnr"] ?? Psnr.Ceiling, Psnr.Of(a, b).Single(), 1e-5);
        }
    }

    [Fact]
    public void The_feature_distance_agrees_to_a_millionth()
    {
        using var scope = NewDisposeScope();
        Tensor[] Maps(int seed) => [Fill([1, 5, 8, 6], seed), Fill([1, 12, 4, 3], seed + 1)];

        Assert.Equal(1, FeatureDistance.Of(Maps(21), Maps(31)).Single() / (double)_values["featureDistance"]!, 1e-6);
        Assert.Equal(0, FeatureDistance.Of(Maps(21), Maps(21)).Single());
    }

    private static Tensor Features(int count, int dimensions, int seed)
    {
        var mixed =
            Fill([count, dimensions], seed).matmul(Fill([dimensions, dimensions], 7)) / Math.Sqrt(dimensions)
            + (0.01 * (seed % 7));
        return ((mixed * 4096).round() / 4096).clamp(min: 0);
    }

    private static Tensor Fill(long[] shape, int seed) => HashFill.Fill(shape, seed, 1).to(float64);
}
