namespace GsFramework.Tests;

public class PluginDeploymentTests
{
    [Theory]
    [InlineData("GsFramework.ChannelPruning")]
    [InlineData("GsFramework.CoEvolution")]
    [InlineData("GsFramework.Distillation")]
    [InlineData("GsFramework.Models")]
    [InlineData("GsFramework.Quantization")]
    public void APluginLiesInAFolderOfItsOwnWithoutWhatTheHostProvides(string plugin)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "plugins", plugin);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();

        Assert.Superset(new HashSet<string?> { $"{plugin}.dll", $"{plugin}.deps.json", $"{plugin}.xml" }, files);
        Assert.DoesNotContain("GsFramework.Abstractions.dll", files);
        Assert.DoesNotContain("GsFramework.Graph.dll", files);
        Assert.DoesNotContain("Autofac.dll", files);
        Assert.DoesNotContain("Serilog.dll", files);
        Assert.DoesNotContain("TorchSharp.dll", files);
        Assert.DoesNotContain("libLibTorchSharp.so", files);
    }
}
