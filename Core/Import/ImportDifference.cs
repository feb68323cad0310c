using Google.Protobuf;
using GsFramework.Core.Import.Reading;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace GsFramework.Core.Import;

/// <summary>How a MODEL's output differs from that of the ONNX file that it was made of, on random images.</summary>
/// <param name="Max">The largest |difference| of a value, in images of [-1, 1]. Where outputs are larger than that, of
/// the largest output.</param>
/// <param name="Images">How many images.</param>
/// <param name="Sizes">Their sizes.</param>
/// <param name="Tolerance">What was allowed.</param>
internal sealed record ImportDifference(double Max, int Images, IReadOnlyList<ImageSize> Sizes, double Tolerance)
{
    /// <summary>What fp32 in another order makes of two equal networks.</summary>
    public const double Fp32Tolerance = 1e-4;

    /// <summary>The same where the file computes in fp16.</summary>
    public const double Fp16Tolerance = 2e-2;

    private const int ImagesOfSize = 2;

    /// <summary>Compares the two.</summary>
    /// <param name="file">The file.</param>
    /// <param name="facts">The sizes that it takes.</param>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="options">The file's ranges.</param>
    /// <param name="output">The file's output.</param>
    /// <exception cref="UserException">They differ by more than the tolerance.</exception>
    public static ImportDifference Measure(
        OnnxFile file,
        OnnxFacts facts,
        NetworkGraph graph,
        WeightSet weights,
        OnnxImportOptions options,
        string output
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = new GraphModule(graph, weights);
        network.eval();
        OnnxEnvironment.Open();
        using var settings = new OnnxSettings().ToSessionOptions();
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", file.Folder);
        var model = file.Model.Clone();
        if (model.Graph.Output.All(declared => declared.Name != output))
        {
            model.Graph.Output.Add(new Interchange.Onnx.Messages.ValueInfoProto { Name = output });
        }

        using var session = new InferenceSession(model.ToByteArray(), settings);
        var isHalf = session.InputMetadata[facts.Image.Name].ElementDataType == TensorElementType.Float16;
        using var random = new Generator(1, CPU);
        var (difference, largest) = (0.0, 1.0);
        foreach (var size in facts.Sizes)
        {
            for (var number = 0; number < ImagesOfSize; number++)
            {
                using var step = NewDisposeScope();
                var shape = new long[] { facts.Image.Batch ?? 1, facts.Channels, size.Height, size.Width };
                var images = (rand(shape, generator: random) * 2) - 1;
                var made = network.forward(images);
                var given = options.InputRange.FromSigned is { } map
                    ? (images * map.Factor) + map.Offset
                    : images;
                var wanted = Run(session, facts.Image, given, output, isHalf);
                wanted = options.OutputRange.ToSigned is { } back ? (wanted * back.Factor) + back.Offset : wanted;
                if (!wanted.isfinite().all().item<bool>())
                {
                    throw new UserException(
                        $"'{file.Path}' itself makes NaN or infinite values of random images of {size}. If it takes "
                            + "images of other values than -1 to 1, say so with --input-range; else look for broken "
                            + "weights. Nothing was written."
                    );
                }

                if (!made.shape.SequenceEqual(wanted.shape))
                {
                    throw new UserException(
                        $"The network made of '{file.Path}' gives [{string.Join(", ", made.shape)}] for images of "
                            + $"{size}, and the file [{string.Join(", ", wanted.shape)}]. Nothing was written."
                    );
                }

                largest = Math.Max(largest, wanted.abs().max().item<float>());
                difference = Math.Max(difference, (made - wanted).abs().max().item<float>());
                difference = made.isfinite().all().item<bool>() ? difference : double.PositiveInfinity;
            }
        }

        var found = new ImportDifference(
            difference / largest,
            ImagesOfSize * facts.Sizes.Count,
            facts.Sizes,
            isHalf ? Fp16Tolerance : Fp32Tolerance
        );
        return found.Max <= found.Tolerance
            ? found
            : throw new UserException(
                $"The network made of '{file.Path}' differs from the file by {found.Max:E1} on random images, more "
                    + $"than {found.Tolerance:E0}: it was not read right. Nothing was written. Please report it with "
                    + "the file."
            );
    }

    private static Tensor Run(InferenceSession session, ImagePort image, Tensor images, string output, bool isHalf)
    {
        var given = (image.IsChannelsLast ? images.permute(0, 2, 3, 1) : images).contiguous();
        using var value = isHalf
            ? OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(given.data<float>().ToArray(), static x => (Float16)x),
                given.shape
            )
            : OrtValue.CreateTensorValueFromMemory(given.data<float>().ToArray(), given.shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [image.Name], [value], [output]);
        var shape = results[0].GetTensorTypeAndShape().Shape;
        var values = isHalf
            ? Array.ConvertAll(results[0].GetTensorDataAsSpan<Float16>().ToArray(), static x => (float)x)
            : results[0].GetTensorDataAsSpan<float>().ToArray();
        var result = tensor(values, shape);
        return image.IsChannelsLast && shape.Length == 4 ? result.permute(0, 3, 1, 2).contiguous()
            : shape.Length == 2 ? result.reshape(shape[0], shape[1], 1, 1)
            : result;
    }
}
