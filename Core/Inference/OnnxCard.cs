using System.Globalization;
using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>What an ONNX file of ours tells of itself, in <c>metadata_props</c>.</summary>
internal sealed record OnnxCard
{
    /// <summary>Side of the image for which costs are counted where none is fixed.</summary>
    public const int ProbeSide = 256;

    // More than any network halves its images; what a tampered file claims is not to take all memory.
    private const int MostMultiple = 1024;

    private const string Prefix = "gs.";

    /// <summary>Version of the program that wrote the file.</summary>
    public required string Framework { get; init; }

    /// <summary>The value of <c>--format</c>: onnx, onnx-fp16 or onnx-int8.</summary>
    public required string Format { get; init; }

    /// <summary>How the network was made, such as gs-8; empty where it is not known.</summary>
    public string Method { get; init; } = "";

    /// <summary>Multiply-accumulates (exact rule) for one image of <see cref="Height"/> x
    /// <see cref="Width"/>.</summary>
    public long Macs { get; init; }

    /// <summary>Rows of that image.</summary>
    public int Height { get; init; }

    /// <summary>Columns of that image.</summary>
    public int Width { get; init; }

    /// <summary>All parameters of the network.</summary>
    public long Parameters { get; init; }

    /// <summary>The outputs are in <see cref="Ratio"/> to the inputs when both sides are multiples of this; 0 for a
    /// network of which that is not so.</summary>
    public int SideMultiple { get; init; }

    /// <summary>How much larger the outputs are than the inputs.</summary>
    public SizeRatio Ratio { get; init; } = SizeRatio.One;

    /// <summary>Channels of the input.</summary>
    public int InputChannels { get; init; }

    /// <summary>Channels of the output.</summary>
    public int OutputChannels { get; init; }

    /// <summary>True for uint8 images (N, H, W, C); false for fp32 (N, C, H, W) in [-1, 1].</summary>
    public bool Pixels { get; init; }

    /// <summary>Where the ranges of an integer file come from: trained, min-max, percentile or mse; empty for
    /// others.</summary>
    public string Ranges { get; init; } = "";

    /// <summary>SHA-256 of the model's weight file.</summary>
    public string WeightsSha256 { get; init; } = "";

    /// <summary>SHA-256 of the run's <c>config.resolved.json</c>; empty where there is none.</summary>
    public string ConfigurationSha256 { get; init; } = "";

    /// <summary>Keys and values for the file, in a fixed order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries()
    {
        (string Key, string Value)[] all =
        [
            ("framework", Framework),
            ("format", Format),
            ("method", Method),
            ("macs", Text(Macs)),
            ("macsImage", $"{new ImageSize(Height, Width)}"),
            ("parameters", Text(Parameters)),
            ("sideMultiple", Text(SideMultiple)),
            ("sizeRatio", Ratio == SizeRatio.One ? "" : $"{Ratio}"),
            ("inputChannels", Text(InputChannels)),
            ("outputChannels", Text(OutputChannels)),
            ("layout", Pixels ? "NHWC" : "NCHW"),
            ("valueRange", Pixels ? "[0, 255]" : "[-1, 1]"),
            ("ranges", Ranges),
            ("weightsSha256", WeightsSha256),
            ("configurationSha256", ConfigurationSha256),
        ];
        return all.Where(static entry => entry.Value.Length > 0)
            .Select(static entry => KeyValuePair.Create(Prefix + entry.Key, entry.Value));
    }

    /// <summary>The card of a file, or null when the file is not ours.</summary>
    public static OnnxCard? Read(IReadOnlyDictionary<string, string> metadata)
    {
        string Get(string key) => metadata.GetValueOrDefault(Prefix + key, "");
        long Number(string text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (Get("framework").Length == 0 || Get("format").Length == 0)
        {
            return null;
        }

        var sides = Get("macsImage").Split('x');
        return new OnnxCard
        {
            Framework = Get("framework"),
            Format = Get("format"),
            Method = Get("method"),
            Macs = Number(Get("macs")),
            Height = (int)Number(sides[0]),
            Width = (int)Number(sides[^1]),
            Parameters = Number(Get("parameters")),
            SideMultiple = (int)Math.Min(Number(Get("sideMultiple")), MostMultiple),
            Ratio = SizeRatio.Read(Get("sizeRatio")) ?? SizeRatio.One,
            InputChannels = (int)Number(Get("inputChannels")),
            OutputChannels = (int)Number(Get("outputChannels")),
            Pixels = Get("layout") == "NHWC",
            Ranges = Get("ranges"),
            WeightsSha256 = Get("weightsSha256"),
            ConfigurationSha256 = Get("configurationSha256"),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
