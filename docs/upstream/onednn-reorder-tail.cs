#:package TorchSharp@0.107.0
#:package libtorch-cpu-linux-x64@2.10.0
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
#:property CustomAfterMicrosoftCommonTargets=$(MSBuildProjectDirectory)/../../eng/TorchNativeLoad.targets
// Convolutions of oneDNN where it takes the L1 cache for one byte. Linux with glibc, x64.
//
//     dotnet run docs/upstream/onednn-reorder-tail.cs [-- --break]
//
// Prints what this machine does as it is; --break then overwrites the cache sizes in oneDNN's memory and prints it again.
// The last property makes TorchSharp load where libstdc++ lacks GLIBCXX_3.4.32; elsewhere this file needs no other.
using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

// Without a cache of primitives every convolution plans its reorders when it runs.
_ = LibC.SetEnvironment("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "0", overwrite: 1);

InitializeDeviceType(DeviceType.CPU);
random.manual_seed(1);
set_num_threads(1); // The faults differ with the number of threads: where a reorder is split decides which zeros go astray.
nn.functional.conv2d(rand(2, 16, 8, 8), rand(16, 16, 3, 3)).Dispose(); // At its first convolution oneDNN reads the processor.

Console.WriteLine($"versions    TorchSharp {typeof(torch).Assembly.GetName().Version}, libtorch {torch.__version__}");
Console.WriteLine($"            {Native.Text("_ZN2at18get_mkldnn_versionB5cxx11Ev")}");
Console.WriteLine($"processor   {LibC.Processor()}, {Native.Text("_ZN2at18get_cpu_capabilityB5cxx11Ev")}");

var caches = Caches.Find();
Show("as found", caches);
if (args.Contains("--break"))
{
    caches.Overwrite(1);
    Show("overwritten", caches);
}

static void Show(string title, Caches caches)
{
    Console.WriteLine($"""

        caches      {caches}, {title}
        convolution   taps that arrive | error, heap of zeros       | heap of NaN
        in  out  k     output  input'  |  output   input'  weight'  |  output   input'  weight'
        """);
    (int Input, int Output, int Kernel)[] convolutions =
        [(64, 64, 7), (64, 3, 7), (3, 64, 7), (512, 1, 4), (24, 24, 3), (24, 32, 3), (32, 24, 3)];
    foreach (var (input, output, kernel) in convolutions)
    {
        using var scope = NewDisposeScope();
        var image = randn(2, input, 16, 16, dtype: float64);
        var weight = randn(output, input, kernel, kernel, dtype: float64);
        var expected = Convolve(image, weight, float64);

        LibC.FillHeapWithZero();
        var zero = expected.Zip(Convolve(image, weight, float32), Error).ToArray();
        var (forward, backward) = Taps(weight);
        LibC.FillHeapWithNaN();
        var nan = expected.Zip(Convolve(image, weight, float32), Error).ToArray();

        var of = kernel * kernel;
        Console.WriteLine(
            $"{input,3} {output,3} {kernel,2}   {forward,5}/{of,-2} {backward,5}/{of,-2} | "
            + $"{zero[0],8} {zero[1],8} {zero[2],8} | {nan[0],8} {nan[1],8} {nan[2],8}");
    }
}

// The output, and the gradients of input and weight.
static Tensor[] Convolve(Tensor image, Tensor weight, ScalarType type)
{
    var x = image.to(type, copy: true).requires_grad_(true);
    var w = weight.to(type, copy: true).requires_grad_(true);
    var y = nn.functional.conv2d(x, w);
    var slope = arange(y.numel(), dtype: float64).sin().view(y.shape).to(type);
    (y * slope).sum().backward();
    return [y.detach(), x.grad!, w.grad!];
}

// One pixel that is 1 in every channel shows each tap once: in the output, and as a gradient of the output in that of the input.
static (long Forward, long Backward) Taps(Tensor weight)
{
    var kernel = (int)weight.shape[2];
    var x = zeros(2, weight.shape[1], 16, 16);
    x[0, .., kernel - 1, kernel - 1] = ones(weight.shape[1]);
    x.requires_grad_(true);
    var y = nn.functional.conv2d(x, weight.to(float32));
    var slope = zeros_like(y);
    slope[0, .., 0, 0] = ones(weight.shape[0]);
    (y * slope).sum().backward();

    return (
        Arrived(y.detach()[0, .., ..kernel, ..kernel].flip(1, 2), weight.sum(dim: 1)),
        Arrived(x.grad![0, .., ..kernel, ..kernel], weight.sum(dim: 0)));

    static long Arrived(Tensor shown, Tensor expected) => ((shown.to(float64) - expected).abs().amax(0) < 1e-3).sum().item<long>();
}

// The largest, in units of the largest value.
static string Error(Tensor expected, Tensor actual) =>
    ((actual.to(float64) - expected).abs().max() / expected.abs().max()).item<double>().ToString("0.0E+00", CultureInfo.InvariantCulture);

/// <summary>Where Xbyak::util::Cpu keeps ten cache sizes, ten counts of the cores that share them, and the number of levels:
/// oneDNN has one such object, in the zero-initialised data of libtorch_cpu.so.</summary>
internal sealed unsafe class Caches
{
    private const int Most = 10;

    private readonly uint* _sizes;

    private Caches(uint* sizes) => _sizes = sizes;

    private int Levels => (int)_sizes[2 * Most];

    public static Caches Find()
    {
        var found = new List<nint>();
        var (within, end) = (false, 0L);
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var range = Array.ConvertAll(
                fields[0].Split('-'), static part => long.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            within = line.EndsWith("/libtorch_cpu.so", StringComparison.Ordinal)
                || (within && fields.Length == 5 && range[0] == end); // zero-initialised data has no file
            end = range[1];
            for (var place = (uint*)range[0]; within && fields[1][1] == 'w' && place + (2 * Most) < (uint*)end; place++)
            {
                if (Fits(place))
                    found.Add((nint)place);
            }
        }

        return found.Count == 1
            ? new Caches((uint*)found[0])
            : throw new InvalidOperationException($"{found.Count} places look like the cache sizes of oneDNN; expected one.");
    }

    public void Overwrite(uint size) => new Span<uint>(_sizes, Levels).Fill(size);

    public override string ToString()
    {
        var (sizes, sharing) = (new Span<uint>(_sizes, Levels).ToArray(), new Span<uint>(_sizes + Most, Levels).ToArray());
        return $"{string.Join(", ", sizes)} bytes, shared by {string.Join(", ", sharing)} cores";
    }

    private static bool Fits(uint* place)
    {
        var levels = place[2 * Most];
        if (levels is < 1 or > 4)
            return false;

        for (var i = 0; i < Most; i++)
        {
            var (size, cores) = (place[i], place[Most + i]);
            if (i < levels ? size == 0 || cores is 0 or > 4096 : size != 0 || cores != 0)
                return false;
        }

        return true;
    }
}

internal static unsafe class Native
{
    /// <summary>Calls a function of libtorch that returns a std::string.</summary>
    public static string Text(string function)
    {
        var library = NativeLibrary.Load("libtorch_cpu", typeof(torch).Assembly, null);
        var text = stackalloc nint[4];
        ((delegate* unmanaged<nint*, nint>)NativeLibrary.GetExport(library, function))(text);
        return Marshal.PtrToStringUTF8(text[0], (int)text[1]);
    }
}

internal static class LibC
{
    private const int Perturb = -6;

    // Environment.SetEnvironmentVariable is not seen by native code.
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int SetEnvironment(string name, string value, int overwrite);

    // glibc fills what it hands out with the complement of the lowest byte.
    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);

    public static void FillHeapWithZero() => _ = SetOption(Perturb, 0xFF);

    public static void FillHeapWithNaN() => _ = SetOption(Perturb, 0x100);

    public static string Processor() =>
        File.ReadLines("/proc/cpuinfo").First(static line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
}
