using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Arithmetic;

[Collection(nameof(NewMemory))]
public class SelfTestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_leaves_the_settings_and_random_numbers_of_libtorch_as_they_were(bool isOn)
    {
        using var scope = NewDisposeScope();
        using var gradients = set_grad_enabled(isOn);
        var filled = LibTorch.FillNewMemoryWithNaN(isOn);
        try
        {
            var (threads, random) = (get_num_threads(), get_rng_state());

            var result = SelfTest.Run(CPU, ScalarType.Float32);

            Assert.True(result.IsRight, $"{result}");
            Assert.Equal(isOn, is_grad_enabled());
            Assert.Equal(threads, get_num_threads());
            Assert.True(random.Equals(get_rng_state()));
            Assert.NotEqual(!isOn, LibTorch.FillNewMemoryWithNaN(isOn));
        }
        finally
        {
            _ = LibTorch.FillNewMemoryWithNaN(filled ?? false);
        }
    }

    [Fact]
    public void A_device_is_tested_once_in_each_precision()
    {
        var state = TrustedArithmetic.Current;

        Assert.NotNull(state);
        Assert.Same(state, TrustedArithmetic.Ensure(CPU, bfloat16: false, Logger.None));
        Assert.Same(state, TrustedArithmetic.Ensure(CPU, bfloat16: true, Logger.None));
        Assert.Equal(["fp32", "bf16"], state.Trials[^1].Results.Select(static result => result.Precision));
    }

    [Fact]
    public void Memory_that_holds_nan_does()
    {
        using var fill = NewMemory.OfNaN();
        using var scope = NewDisposeScope();

        Assert.True(empty(1000).isnan().all().item<bool>());
    }
}
