using TorchSharp;

namespace GsFramework.Tests;

public class NativeLibraryTests
{
    [Fact]
    public void TheNativeLibraryLoadsAndComputes()
    {
        using var scope = torch.NewDisposeScope();

        Assert.Equal(4f, torch.ones(2, 2).sum().item<float>());
    }
}
