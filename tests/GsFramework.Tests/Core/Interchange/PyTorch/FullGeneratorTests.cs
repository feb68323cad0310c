using System.Diagnostics;
using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

/// <summary>
/// The generator of 9 blocks and width 64, whose 45 MB cannot be committed: PyTorch writes it when the test runs.
/// Debian's <c>python3-torch</c> is enough; without it the test is skipped, and the small networks of the fixtures
/// stand for it.
/// </summary>
public sealed class FullGeneratorTests(ITestOutputHelper output) : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_full_generator_gives_PyTorchs_output_and_goes_back_to_PyTorch()
    {
        Assert.SkipUnless(
            File.Exists(Python) && Run("-c", "import torch") is not null,
            "There is no PyTorch (apt-get install python3-torch)."
        );
        var script = Repository.Path("tests", "fixtures-src", "make_pytorch_fixtures.py");
        Assert.NotNull(Run(script, "--full", _folder.Path));

        var import = Gs.Run("import", _folder["full.pth"], "--model", "cyclegan-resnet", "-o", _folder["model"]);
        Assert.True(import.ExitCode == 0, import.Error);
        var difference = Difference();
        output.WriteLine($"largest difference of the outputs: {difference:g3}");
        Assert.True(difference < 2e-5, $"{difference}");

        var export = Gs.Run("export", _folder["model"], "--format", "pytorch-names", "-o", _folder["exported.pth"]);
        Assert.True(export.ExitCode == 0, export.Error);
        var back = Run(script, "--check", _folder.Path);
        output.WriteLine($"after the export, in PyTorch: {back}");
        Assert.True(double.Parse(back!, CultureInfo.InvariantCulture) < 2e-5, back);
    }

    private double Difference()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var network = new GraphModule(model.Graph, model.Weights);
        network.eval();
        using var known = new WeightsReader().Read(_folder["full.case.pth"]);
        return (network.forward(known.Tensors["input"]) - known.Tensors["output"]).abs().max().item<float>();
    }

    // What it prints, or null when it fails.
    private static string? Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = error.Result;
        return process.ExitCode == 0 ? printed.Trim() : null;
    }
}
