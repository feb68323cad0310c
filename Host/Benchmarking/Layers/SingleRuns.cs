using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using static TorchSharp.torch;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>
/// Runs networks in ONNX Runtime each by itself, again and again, as a program does that has one. In turn, as
/// <see cref="Benchmark"/> runs them, small networks take longer, since each finds the caches full of the others'
/// values: by how much depends on the others, so no table can tell.
/// </summary>
/// <param name="settings">The size of the image, and threads.</param>
/// <param name="clock">Takes the times.</param>
internal sealed class SingleRuns(BenchmarkSettings settings, TimeProvider clock)
{
    /// <summary>How often each network is opened, at different moments: a busy one of the machine does not hit all of
    /// its runs.</summary>
    public const int Passes = 3;

    private const int WarmUp = 2;
    private const long OrderKey = 1;

    /// <summary>Ends it between two networks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Goes over some networks several times, each time in an order of its own.</summary>
    /// <param name="count">How many networks there are.</param>
    /// <param name="visit">Is given the number of each.</param>
    public void ForAll(int count, Action<int> visit)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var number in new CounterRandom(OrderKey, pass).Permutation(count))
            {
                Cancellation.ThrowIfCancellationRequested();
                visit(number);
            }
        }
    }

    /// <summary>The milliseconds of some runs.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="images">What it is given.</param>
    /// <param name="runs">How many runs count.</param>
    public IReadOnlyList<double> Time(string path, Tensor images, int runs)
    {
        using var network = OnnxNetwork.Open(path, new OnnxSettings { Threads = settings.UsedThreads });
        var times = new List<double>();
        for (var run = 0; run < WarmUp + runs; run++)
        {
            using var scope = NewDisposeScope();
            var begin = clock.GetTimestamp();
            network.Run(images);
            var elapsed = clock.GetElapsedTime(begin);
            if (run >= WarmUp)
            {
                times.Add(elapsed.TotalMilliseconds);
            }
        }

        return times;
    }

    /// <summary>The operators of some runs.</summary>
    /// <inheritdoc cref="Time"/>
    public IReadOnlyList<IReadOnlyList<TimedOperator>> Profile(string path, Tensor images, int runs)
    {
        using var network = OnnxNetwork.Open(
            path,
            new OnnxSettings { Threads = settings.UsedThreads, ProfilePrefix = Path.ChangeExtension(path, "profile") }
        );
        for (var run = 0; run < WarmUp + runs; run++)
        {
            using var scope = NewDisposeScope();
            network.Run(images);
        }

        return [.. OnnxProfile.Read(network.EndProfile()).Runs.Skip(WarmUp)];
    }

    /// <summary>The median of a network that is opened several times.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="images">What it is given.</param>
    /// <param name="runs">How many runs of each time count.</param>
    public double Median(string path, Tensor images, int runs)
    {
        var times = new List<double>();
        ForAll(1, _ => times.AddRange(Time(path, images, runs)));
        return Latency.Of(times).Median;
    }
}
