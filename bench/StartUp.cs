using System.Diagnostics;
using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;

namespace GsFramework.Bench;

/// <summary>How long it takes, and how much memory, until the images of one folder are ready.</summary>
internal static class StartUp
{
    public static void Measure(string folder, int size, int cacheMegabytes)
    {
        var before = Process.GetCurrentProcess().WorkingSet64;
        var watch = Stopwatch.StartNew();
        var source = new FolderImageSource(
            new() { TrainA = folder, CacheMegabytes = cacheMegabytes },
            ImageSize.Square(size)
        );
        var count = source.Open(Split.Train, Domain.Source).Count;
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(
            $"{count} images at {size}x{size} in {seconds:0.0} s, {source.CachedBytes >> 20} MB kept, "
                + $"{(Process.GetCurrentProcess().WorkingSet64 - before) >> 20} MB more memory in use"
        );
    }
}
