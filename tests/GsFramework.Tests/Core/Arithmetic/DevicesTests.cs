using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using TorchSharp;

namespace GsFramework.Tests.Core.Arithmetic;

public class DevicesTests
{
    [Theory]
    [InlineData(nameof(DeviceChoice.Auto), false, DeviceType.CPU)]
    [InlineData(nameof(DeviceChoice.Auto), true, DeviceType.CUDA)]
    [InlineData(nameof(DeviceChoice.Cpu), true, DeviceType.CPU)]
    [InlineData(nameof(DeviceChoice.Cuda), true, DeviceType.CUDA)]
    public void The_choice_falls_back_to_the_cpu_only_where_it_may(string choice, bool hasCuda, DeviceType expected) =>
        Assert.Equal(expected, Devices.TypeOf(Enum.Parse<DeviceChoice>(choice), () => hasCuda));

    [Fact]
    public void Cuda_that_is_asked_for_and_absent_is_an_error_that_says_what_to_do()
    {
        var fault = Assert.Throws<UserException>(() => Devices.TypeOf(DeviceChoice.Cuda, static () => false));

        Assert.Contains("-p:TorchBackend=cuda", fault.Message, StringComparison.Ordinal);
        Assert.Contains("driver", fault.Message, StringComparison.Ordinal);
    }
}
