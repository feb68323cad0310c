using GsFramework.Host.Benchmarking.Layers;

namespace GsFramework.Tests.Host.Benchmarking.Layers;

public class LayerCurveTests
{
    private const int Inputs = 64;
    private const int Outputs = 128;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 16)]
    [InlineData(8, 1)]
    public void The_curve_that_made_the_samples_is_found_with_its_steps(int inputStep, int outputStep)
    {
        var truth = new LayerCurve(0.2, 0.1, 0.3, 2) { InputStep = inputStep, OutputStep = outputStep };

        var found = LayerCurve.Fit(Samples(truth), Inputs, Outputs);

        Assert.Equal((inputStep, outputStep), (found.InputStep, found.OutputStep));
        foreach (var (inputs, outputs) in new[] { (64, 128), (1, 1), (17, 90), (50, 3) })
        {
            var expected = truth.Of(inputs, outputs, Inputs, Outputs);
            Assert.Equal(expected, found.Of(inputs, outputs, Inputs, Outputs), 1e-6);
        }
    }

    [Fact]
    public void A_layer_with_more_channels_never_takes_less()
    {
        var random = new Random(1);
        LayerSample[] scattered =
        [
            .. Samples(new LayerCurve(0.1, 0, 0, 1)).Select(sample =>
                sample with
                {
                    Ms = sample.Ms * (0.5 + random.NextDouble()),
                }
            ),
        ];

        var curve = LayerCurve.Fit(scattered, Inputs, Outputs);

        for (var channels = 1; channels < Inputs; channels++)
        {
            var now = curve.Of(channels, channels, Inputs, Outputs);
            Assert.True(curve.Of(channels + 1, channels, Inputs, Outputs) >= now);
            Assert.True(curve.Of(channels, channels + 1, Inputs, Outputs) >= now);
            Assert.True(now >= 0);
        }
    }

    [Fact]
    public void What_takes_no_time_is_predicted_to_take_none()
    {
        var curve = LayerCurve.Fit([new LayerSample(3, 4, 0), new LayerSample(1, 2, 0)], Inputs, Outputs);

        Assert.Equal(0, curve.Of(Inputs, Outputs, Inputs, Outputs));
    }

    [Fact]
    public void Odd_channel_counts_have_a_curve_of_their_own_where_there_are_samples_enough()
    {
        var layer = new LayerTime("conv2d", Inputs, Outputs, 8, 8)
        {
            Count = 1,
            Aligned = new LayerCurve(0, 0, 0, 0),
            Odd = new LayerCurve(0, 0, 0, 0),
        };
        LayerSample Sample(int inputs, int outputs) =>
            new(inputs, outputs, (inputs % 4 == 0 && outputs % 4 == 0 ? 1 : 3) * inputs * outputs / 1000.0);
        LayerSample[] samples =
        [
            .. Enumerable.Range(1, 12).Select(number => Sample(4 * number, 8 * number)),
            .. Enumerable.Range(1, 12).Select(number => Sample((4 * number) + 1, (8 * number) + 3)),
        ];

        var fitted = layer.Fit(samples);

        Assert.Equal(0.32, fitted.Of(16, 20), 1e-6);
        Assert.Equal(3 * 17 * 21 / 1000.0, fitted.Of(17, 21), 1e-6);
    }

    private static LayerSample[] Samples(LayerCurve truth)
    {
        var random = new Random(2);
        return
        [
            .. Enumerable
                .Range(0, 30)
                .Select(_ => (Inputs: random.Next(1, Inputs + 1), Outputs: random.Next(1, Outputs + 1)))
                .Select(counts => new LayerSample(
                    counts.Inputs,
                    counts.Outputs,
                    truth.Of(counts.Inputs, counts.Outputs, Inputs, Outputs)
                )),
        ];
    }
}
