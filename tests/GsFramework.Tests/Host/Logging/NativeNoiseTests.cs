using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Logging;

/// <summary>What native libraries have to say does not reach the terminal. They write to the streams of the process,
/// which a child process shows and the program within the tests does not.</summary>
[Collection(nameof(WholeRuns))]
public sealed class NativeNoiseTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Warnings_of_libtorch_and_onnx_runtime_do_not_reach_the_terminal()
    {
        string[] line =
        [
            .. _project.Line(
                "compress",
                _project.Out,
                "objective:terms:warning:enabled=true",
                "export:formats:0=onnx",
                "export:formats:1=onnx-int8"
            ),
            "--json",
        ];
        var quiet = Gs.Run(line);
        Directory.Delete(_project.Out, recursive: true);

        var gs = GsProcess.Run(new Dictionary<string, string?>(), line);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(Lasting(quiet.Error), Lasting(gs.Error));
        Assert.NotNull(JsonNode.Parse(gs.Output));
    }

    // How often a phase writes its progress depends on the time, and a process tells once that it put the arithmetic
    // right.
    private static IEnumerable<string> Lasting(string text) =>
        text.Split('\n')
            .Where(static line =>
                !line.StartsWith("slim ", StringComparison.Ordinal)
                && !line.StartsWith("finetune ", StringComparison.Ordinal)
                && !line.StartsWith("warning: libtorch is wrong on this processor", StringComparison.Ordinal)
            );
}
