using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using GsFramework.Host.Diagnosis;

namespace GsFramework.Tests.Host.Diagnosis;

public class OnnxProbeFileTests
{
    [Fact]
    public void ONNX_Runtime_gives_what_plain_loops_give()
    {
        Assert.All(new[] { OnnxProbeFile.Single(), OnnxProbeFile.Integer() }, static file =>
            Assert.Equal(file.Expected, OnnxRuntimeSection.Run(file, new OnnxSettings { Threads = 1 }))
        );
    }

    [Fact]
    public void The_integer_file_runs_on_integer_kernels()
    {
        using var folder = new Folder();
        OnnxRuntimeSection.Run(
            OnnxProbeFile.Integer(),
            new OnnxSettings { Threads = 1, OptimizedModelPath = folder["optimized.onnx"] }
        );

        var optimized = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["optimized.onnx"]));
        Assert.Contains("QLinearConv", optimized.Graph.Node.Select(static node => node.OpType));
    }

    [Fact]
    public void Sums_that_overflow_16_bits_show_in_nearly_every_value()
    {
        var file = OnnxProbeFile.Integer();
        var convolution = WholeConvolution.Random(
            new Random(20200823),
            16,
            32,
            static random => random.Next(200, 256),
            static random => random.Next(100, 128) * (random.Next(2) == 0 ? 1 : -1)
        );

        // A processor without VNNI adds products in pairs, each pair in 16 bits that saturate.
        var saturated =
            from channel in Enumerable.Range(0, 32)
            from row in Enumerable.Range(0, 8)
            from column in Enumerable.Range(0, 8)
            select convolution
                .Products(channel, row, column)
                .Chunk(2)
                .Sum(static pair => Math.Clamp(pair.Sum(), short.MinValue, short.MaxValue));

        var wrong = saturated
            .Zip(file.Expected, static (sum, expected) => OnnxProbeFile.Quantized(sum) != expected)
            .Count(static isWrong => isWrong);
        Assert.True(wrong > file.Expected.Length / 2, $"{wrong} of {file.Expected.Length}");
    }
}
