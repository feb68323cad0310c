using TorchSharp;

namespace GsFramework.Bench;

internal static class Program
{
    private static int Main()
    {
        using var scope = torch.NewDisposeScope();
        Console.WriteLine($"torch {torch.__version__}: the sum of ones(2, 2) is {torch.ones(2, 2).sum().item<float>()}");
        return 0;
    }
}
