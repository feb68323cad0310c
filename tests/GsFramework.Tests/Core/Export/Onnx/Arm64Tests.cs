using System.Diagnostics;
using GsFramework.Core.Interchange;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Core.Export.Onnx;

/// <summary>ONNX Runtime for ARM64 on emulated processors, by <c>eng/arm64.sh</c>.</summary>
public sealed class Arm64Tests : IDisposable
{
    private const int Differ = 1;
    private const int WrongInput = 2;
    private const int Processors = 3;

    private readonly Folder _folder = new();

    public Arm64Tests()
    {
        using var quantized = IntegerFormTests.Quantized(
            Networks.CycleGan(width: 8, blocks: 1),
            bits: 8,
            perChannel: true
        );
        ModelFolder.Save(_folder["model"], quantized.Graph, quantized.Weights);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Integer_files_compute_the_bits_of_x64_on_every_arm64_processor_where_fp32_does_not()
    {
        var files = new[]
        {
            Export("pixels.onnx", "onnx-int8", "--pixels"),
            Export("planes.onnx", "onnx-int8"),
            Export("fp32.onnx", "onnx"),
        };

        var (exitCode, output, error) = Compare(files);

        // That fp32, which adds in another order, is found to differ shows that the comparison can find it.
        Assert.True(exitCode == Differ, error);
        var lines = output.Split('\n');
        Assert.Equal(Processors, lines.Count(static line => line == "pixels.onnx: all bits of 12288 values are equal"));
        Assert.Equal(Processors, lines.Count(static line => line == "planes.onnx: all bits of 12288 values are equal"));
        Assert.Equal(
            Processors,
            lines.Count(static line => line.StartsWith("fp32.onnx: differs in ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var (exitCode, _, error) = Run(_folder["none.onnx"]);

        Assert.Equal(WrongInput, exitCode);
        Assert.Equal(
            $"error: There is no file '{_folder["none.onnx"]}'. Give .onnx files that 'gs export' wrote.\n",
            error
        );
    }

    private string Export(string file, string format, params string[] options)
    {
        var gs = Gs.Run(["export", _folder["model"], "--format", format, "-o", _folder[file], .. options]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return _folder[file];
    }

    private static (int ExitCode, string Output, string Error) Compare(params string[] files)
    {
        var result = Run(["--size", "32", .. files]);
        Assert.SkipWhen(result.Error.StartsWith("error: Missing", StringComparison.Ordinal), result.Error);
        return result;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Path("eng", "arm64.sh"), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
