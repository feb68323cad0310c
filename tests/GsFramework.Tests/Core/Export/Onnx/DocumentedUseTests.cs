using GsFramework.Core.Export.Onnx;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Tests.Core.Export.Onnx;

public class DocumentedUseTests
{
    [Fact]
    public void The_lines_of_the_documentation_translate_an_image()
    {
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();
        using var weights = new WeightSet();
        var file = OnnxModel.ToBytes(graph, weights, new OnnxShape { Pixels = true }, OnnxAssert.Card);
        var (height, width) = (2, 3);
        byte[] pixels = [.. Enumerable.Range(0, 3 * height * width).Select(static value => (byte)(14 * value))];

        var translated = Translate(file, pixels, height, width);

        Assert.Equal(
            pixels.Select(static value => (byte)Math.Round((Math.Tanh((value / 127.5) - 1) + 1) * 127.5)),
            translated
        );
    }

    [Fact]
    public void They_are_the_lines_that_were_compiled()
    {
        var source = File.ReadAllLines(
            Repository.Path("tests", "GsFramework.Tests", "Core", "Export", "Onnx", "DocumentedUseTests.cs")
        );
        var lines = source
            .SkipWhile(static line => line.Trim() != "// begin")
            .Skip(1)
            .TakeWhile(static line => line.Trim() != "// end")
            .Select(static line => line.Length > 8 ? line[8..] : "");

        Assert.Contains(
            $"```csharp\n{string.Join('\n', lines)}\n```",
            File.ReadAllText(Repository.Path("docs", "export.md")),
            StringComparison.Ordinal
        );
    }

    private static byte[] Translate(byte[] file, byte[] pixels, int height, int width)
    {
        // begin
        using var session = new InferenceSession(file);
        using var options = new RunOptions();

        // Rows of pixels, each a byte of red, of green and of blue.
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, height, width, 3]);
        using var outputs = session.Run(options, ["input"], [input], ["output"]);
        byte[] translated = outputs[0].GetTensorDataAsSpan<byte>().ToArray();
        // end
        return translated;
    }
}
