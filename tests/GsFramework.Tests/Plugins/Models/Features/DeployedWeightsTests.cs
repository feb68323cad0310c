namespace GsFramework.Tests.Plugins.Models.Features;

public class DeployedWeightsTests
{
    [Fact]
    public void The_weights_lie_beside_the_deployed_plugin() =>
        Assert.True(
            File.Exists(
                Path.Combine(AppContext.BaseDirectory, "plugins", "GsFramework.Models", "mobilenet_v2.safetensors")
            )
        );
}
