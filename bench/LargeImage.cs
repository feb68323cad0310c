using System.Diagnostics;
using System.Globalization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench;

/// <summary>Translates large images in one piece and in bands, each in a process of its own, and says how much the two
/// differ and what they take.</summary>
internal static class LargeImage
{
    public const string Option = "--large";

    private const string ChildOption = "--large-child";

    // One piece of the second does not fit a common machine.
    private static readonly ImageSize[] _sizes = [new(1400, 2000), new(3000, 4000)];
    private static readonly int[] _tiles = [2048, 1024, 512];

    /// <summary>Prints the table.</summary>
    public static void Measure(string model)
    {
        Console.WriteLine("image       --tile   as          s   s/megapixel   peak MB   largest difference");
        foreach (var size in _sizes)
        {
            string? whole = null;
            foreach (var tile in _tiles)
            {
                var target = Path.Combine(Path.GetTempPath(), $"gs-large-{size}-{tile}.png");
                var numbers = Child(model, size, tile, target);
                var isWhole = (long)tile * tile >= (long)size.Height * size.Width;
                whole ??= target;
                var difference = whole == target ? "" : $"{Difference(whole, target)}";
                var megapixels = size.Height * (double)size.Width / 1e6;
                var way = isWhole ? "one piece" : "bands";
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{size.Width}x{size.Height,-6} {tile,6}   {way,-9} {Row(numbers, megapixels)}   {difference}"
                    )
                );
            }

            foreach (var tile in _tiles)
            {
                File.Delete(Path.Combine(Path.GetTempPath(), $"gs-large-{size}-{tile}.png"));
            }
        }
    }

    private static string Row((double Seconds, double Megabytes) numbers, double megapixels) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{numbers.Seconds,5:0.0} {numbers.Seconds / megapixels,13:0.0} {numbers.Megabytes,9:0}"
        );

    /// <summary>Translates one image, and prints the seconds and the megabytes that it took.</summary>
    /// <returns>False where the process is not such a child.</returns>
    public static bool Obey(string[] args)
    {
        if (Array.IndexOf(args, ChildOption) is not (>= 0 and var at))
        {
            return false;
        }

        ProcessSettings.Apply();
        Devices.Open(DeviceChoice.Cpu, threads: 0, bfloat16: false, Logger.None);
        var size = new ImageSize(Number(args[at + 2]), Number(args[at + 3]));
        using var catalog = PluginCatalog.Load(PluginSearch.Folders([], []), Logger.None);
        using var network = ImageNetworks.Open(args[at + 1], catalog.LayerKinds, threads: 0);
        var image = Photograph(size, network.InputChannels);
        var clock = Stopwatch.StartNew();
        var made = ImageTranslation.Run(network, image, "the image", Tiling.Of(Number(args[at + 4])));
        clock.Stop();
        ImageFile.Save(args[at + 5], made, quality: 95);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds} {process.PeakWorkingSet64 / (1024.0 * 1024)}"
            )
        );
        return true;
    }

    // Bright on top, dark at the bottom, with detail of all sizes, from the same numbers every time.
    private static PixelImage Photograph(ImageSize size, int channels)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        var image = linspace(0.7, -0.7, size.Height).reshape(1, 1, size.Height, 1).expand(1, channels, -1, size.Width);
        for (var side = 4; side <= 1024; side *= 4)
        {
            var noise = (rand([1, channels, side, side], generator: random) - 0.5) * (1.2 / Math.Sqrt(side));
            long[] sides = [size.Height, size.Width];
            image = image + nn.functional.interpolate(noise, sides, mode: InterpolationMode.Bilinear);
        }

        return PixelImage.FromTensor(image[0].clamp(-1, 1));
    }

    private static int Difference(string left, string right)
    {
        var (a, b) = (ImageDecoder.Decode(left), ImageDecoder.Decode(right));
        var most = 0;
        for (var i = 0; i < a.Pixels.Length; i++)
        {
            most = Math.Max(most, Math.Abs(a.Pixels[i] - b.Pixels[i]));
        }

        return most;
    }

    private static (double Seconds, double Megabytes) Child(string model, ImageSize size, int tile, string target)
    {
        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { ChildOption, model, Text(size.Height), Text(size.Width), Text(tile), target },
        };
        using var process = Process.Start(start)!;
        var numbers = process.StandardOutput.ReadToEnd().Trim().Split(' ');
        process.WaitForExit();
        return (
            double.Parse(numbers[0], CultureInfo.InvariantCulture),
            double.Parse(numbers[1], CultureInfo.InvariantCulture)
        );
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
