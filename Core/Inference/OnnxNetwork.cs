using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>A network in an ONNX file that <c>gs export</c> wrote, run by ONNX Runtime on the CPU.</summary>
internal sealed class OnnxNetwork : IDisposable
{
    /// <summary>The name of the input in every file of ours.</summary>
    public const string InputName = "input";

    /// <summary>The name of the output in every file of ours.</summary>
    public const string OutputName = "output";

    private readonly InferenceSession _session;
    private readonly string _name;
    private readonly bool _takesPixels;
    private readonly Lazy<bool> _seesWholeImage;

    private OnnxNetwork(InferenceSession session, OnnxCard card, byte[] file, string name)
    {
        (_session, Card, _name) = (session, card, name);
        _seesWholeImage = new(() => WholeImageOperators.AreIn(file));
        var input = session.InputMetadata[InputName];
        int? Fixed(int axis) => input.Dimensions[axis] is > 0 and var side ? side : null;
        _takesPixels = input.ElementType == typeof(byte);
        (Batch, Height, Width) = _takesPixels ? (Fixed(0), Fixed(1), Fixed(2)) : (Fixed(0), Fixed(2), Fixed(3));
    }

    /// <summary>What the file tells of itself.</summary>
    public OnnxCard Card { get; }

    /// <summary>True when it has operators that look at the whole image.</summary>
    public bool SeesWholeImage => _seesWholeImage.Value;

    /// <summary>The only number of images in a batch that it takes, or null.</summary>
    public int? Batch { get; }

    /// <summary>The only number of rows that it takes, or null.</summary>
    public int? Height { get; }

    /// <summary>The only number of columns that it takes, or null.</summary>
    public int? Width { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserException">It is missing, broken, or not of <c>gs export</c>.</exception>
    public static OnnxNetwork Open(string path, OnnxSettings? settings = null)
    {
        try
        {
            return Open(File.ReadAllBytes(path), path, settings);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(
                $"There is no file '{path}'. Give an .onnx file that 'gs export MODEL --format onnx' wrote.",
                fault
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Opens a file that is in memory.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">Its name for the user.</param>
    /// <param name="settings">How to run it.</param>
    /// <exception cref="UserException">It is broken, or not of <c>gs export</c>.</exception>
    public static OnnxNetwork Open(byte[] file, string name, OnnxSettings? settings = null)
    {
        OnnxEnvironment.Open();
        using var options = (settings ?? new OnnxSettings()).ToSessionOptions();
        InferenceSession session;
        try
        {
            session = new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new UserException(
                $"'{name}' cannot be opened as an ONNX file: {Reason(fault)} Was it copied whole? Export it again.",
                fault
            );
        }

        OnnxCard? card;
        try
        {
            card = OnnxCard.Read(session.ModelMetadata.CustomMetadataMap);
        }
        catch (NullReferenceException fault)
        {
            // ONNX Runtime looks a key up as a text that ends at its first NUL, and does not find it.
            session.Dispose();
            throw new UserException(
                $"'{name}' is damaged: a key of its metadata has the character NUL. Export it again.",
                fault
            );
        }

        if (
            card is null
            || !session.InputMetadata.ContainsKey(InputName)
            || !session.OutputMetadata.ContainsKey(OutputName)
        )
        {
            session.Dispose();
            throw new UserException(
                $"'{name}' is an ONNX file, but not one that 'gs export' wrote: what it takes and gives is not "
                    + $"known. Give one that 'gs export MODEL --format onnx' wrote."
            );
        }

        return new OnnxNetwork(session, card, file, name);
    }

    /// <summary>Runs the network. A file that takes uint8 pixels is given the images rounded to them.</summary>
    /// <param name="images">(N, C, H, W), fp32 in [-1, 1].</param>
    /// <returns>(N, C, H, W), fp32.</returns>
    /// <exception cref="UserException">The network does not take images of that shape.</exception>
    public Tensor Run(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Check(images.shape);
        var result = _takesPixels
            ? (Run<byte>(ToPixels(images), ScalarType.Byte).to(float32).permute(0, 3, 1, 2) / 127.5) - 1
            : Run<float>(images.detach().to(float32).cpu(), ScalarType.Float32);
        return result.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Writes what each operator took in each run so far (<see cref="OnnxSettings.ProfilePrefix"/>).</summary>
    /// <returns>The file.</returns>
    public string EndProfile() => _session.EndProfiling();

    public void Dispose() => _session.Dispose();

    private void Check(long[] shape)
    {
        if (
            shape.Length != 4
            || (Batch ?? shape[0]) != shape[0]
            || (Height ?? shape[2]) != shape[2]
            || (Width ?? shape[3]) != shape[3]
        )
        {
            static string Side(int? side) => side?.ToString(CultureInfo.InvariantCulture) ?? "any";
            throw new UserException(
                $"'{_name}' takes batches of {Side(Batch)} images with {Side(Height)} rows and {Side(Width)} "
                    + $"columns, not [{string.Join(", ", shape)}]. Export it with other --batch and --size, or "
                    + $"without them."
            );
        }
    }

    private static Tensor ToPixels(Tensor images) =>
        images
            .detach()
            .to(float32)
            .cpu()
            .add(1)
            .mul_(127.5)
            .nan_to_num(0)
            .round_()
            .clamp_(0, 255)
            .to(ScalarType.Byte)
            .permute(0, 2, 3, 1);

    private Tensor Run<T>(Tensor input, ScalarType type)
        where T : unmanaged
    {
        var plain = input.contiguous();
        var data = MemoryMarshal.Cast<byte, T>(plain.bytes).ToArray();
        using var value = OrtValue.CreateTensorValueFromMemory(data, plain.shape);
        using var run = new RunOptions();
        try
        {
            using var results = _session.Run(run, [InputName], [value], [OutputName]);
            var output = empty(results[0].GetTensorTypeAndShape().Shape, dtype: type);
            MemoryMarshal.AsBytes(results[0].GetTensorDataAsSpan<T>()).CopyTo(output.bytes);
            return output;
        }
        catch (OnnxRuntimeException fault)
        {
            throw new UserException(
                $"'{_name}' does not take images of [{string.Join(", ", input.shape)}]: {Reason(fault)}",
                fault
            );
        }
    }

    // ONNX Runtime's messages begin with a code and continue over several lines.
    private static string Reason(OnnxRuntimeException fault) => fault.Message.Split('\n')[0].Trim().TrimEnd('.') + ".";
}
