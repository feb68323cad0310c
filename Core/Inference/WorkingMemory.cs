using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>How much memory a network takes to run, and how much there is.</summary>
internal static class WorkingMemory
{
    private const int BytesPerValue = sizeof(float);

    // A convolution may lay its input out again for its kernels, and freed blocks are not all used again.
    private const double Overhead = 2;

    /// <summary>About the most bytes that the layers' values take at a time, for one image: each is kept until its last
    /// reader has run.</summary>
    /// <exception cref="GraphException">The network does not take images of this size.</exception>
    public static long Of(NetworkGraph graph, ImageSize size)
    {
        var shapes = graph.Shapes(size);
        var readers = graph.Nodes.SelectMany(static node => node.Inputs).CountBy(static name => name).ToDictionary();
        var (live, most) = (Bytes(shapes[NetworkGraph.InputName]), 0L);
        foreach (var node in graph.Nodes)
        {
            live += Bytes(shapes[node.Name]);
            most = Math.Max(most, live);
            live -= node.Inputs.Where(name => --readers[name] == 0).Sum(name => Bytes(shapes[name]));
        }

        return WithOverhead(most);
    }

    /// <summary>What values of that many bytes take with all that comes with them.</summary>
    public static long WithOverhead(long bytes) => (long)(Overhead * bytes);

    /// <summary>Tests that a network can run images of a size.</summary>
    /// <exception cref="GraphException">The network does not take them.</exception>
    /// <exception cref="UserException">There is too little memory.</exception>
    public static void Check(NetworkGraph graph, ImageSize size, int batch) => Check(Of(graph, size), size, batch);

    /// <summary>The same for a network that is known to take that many bytes for an image.</summary>
    /// <exception cref="UserException">There is too little memory.</exception>
    public static void Check(long bytes, ImageSize size, int batch)
    {
        var (needed, free) = ((double)bytes * batch, Free());
        if (needed > free)
        {
            throw new UserException(
                $"{batch} x {size} pixels take this network about {needed / (1 << 20):F0} MB of memory, and "
                    + $"{free >> 20} are free. Choose a smaller --size or --batch."
            );
        }
    }

    /// <summary>Bytes that this process can still take without pushing others out of memory.</summary>
    public static long Free()
    {
        // A container's limit counts here.
        var info = GC.GetGCMemoryInfo();
        var free = Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet);
        const string meminfo = "/proc/meminfo";
        if (!File.Exists(meminfo))
        {
            return free;
        }

        var line = File.ReadLines(meminfo)
            .FirstOrDefault(static line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return
            line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            && long.TryParse(kilobytes, out var known)
            ? Math.Min(free, known << 10)
            : free;
    }

    private static long Bytes(FeatureShape shape) => (long)BytesPerValue * shape.Channels * shape.Height * shape.Width;
}
