using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Bands;

/// <summary>
/// Computes a network for one image that is too large to be computed at once, and makes of it what the network makes of
/// the whole: layers see bands of rows with as many more rows as they reach, and norms over the image are given the
/// moments of all of it. Each layer is computed about once. The maps between two such norms are kept as a whole, in
/// memory or in temporary files.
/// </summary>
public sealed class BandedForward
{
    private readonly GraphModule _module;
    private readonly BandPlan _plan;
    private readonly BandLimits _limits;
    private readonly ImageSize _size;

    /// <summary>Prepares a network for images of a size.</summary>
    /// <param name="module">The network, in use and not in training, on the CPU.</param>
    /// <param name="size">The image's size, which the network must take as it is.</param>
    /// <param name="limits">How much is computed and kept at a time.</param>
    /// <exception cref="GraphException">The network does not take such an image.</exception>
    public BandedForward(GraphModule module, ImageSize size, BandLimits limits)
    {
        (_module, _size, _limits) = (module, size, limits);
        _plan = new BandPlan(module.Graph, size);
    }

    /// <summary>Bands that are computed in all, of all layers.</summary>
    public int Bands => _plan.Passes.Sum(pass => pass.IsWhole ? 1 : Starts(pass).Count());

    /// <summary>The most bytes that whole maps take at a time, in memory and in files.</summary>
    public long MapBytes => _plan.MapBytes();

    /// <summary>About the most bytes that the computation of a band takes.</summary>
    public long BandBytes =>
        _plan.Passes.Max(pass =>
            pass.IsWhole
                ? _plan.Bytes(pass.Name) + pass.Reads.Where(_plan.Shapes.ContainsKey).Sum(_plan.Bytes)
                : pass.BytesPerRow * Math.Min(RowsOf(pass), _plan.Shapes[pass.Name].Height)
        );

    /// <summary>Computes the output.</summary>
    /// <param name="input">Gives rows of the image, (1, C, rows, W) in [-1, 1]: from the first number up to the
    /// second.</param>
    /// <param name="output">Takes rows of the output, (1, C, rows, W), from a row on, in order.</param>
    /// <param name="report">Told after each band how many are done, of <see cref="Bands"/>.</param>
    /// <param name="cancellation">Ends it between two bands.</param>
    /// <exception cref="IOException">A temporary file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(
        Func<int, int, Tensor> input,
        Action<int, Tensor> output,
        Action<int>? report = null,
        CancellationToken cancellation = default
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var store = new MapStore(_limits.MapBytes, _limits.Folder);
        var moments = new Dictionary<string, ImageMoments>();
        var reader = new BandReader(_module, _plan, store, moments, input);
        var left = _plan.LastReaders();
        var done = 0;
        for (var number = 0; number < _plan.Passes.Count; number++)
        {
            var pass = _plan.Passes[number];
            var height = _plan.Shapes[pass.Name].Height;
            var isOutput = pass.Name == _module.Graph.Output.Name;
            using var sums = new PassMoments(_module, pass.Measured);
            if (pass.IsStored)
            {
                store.Create(pass.Name, _plan.Shapes[pass.Name]);
            }

            var step = pass.IsWhole ? height : RowsOf(pass);
            for (var from = 0; from < height; from += step)
            {
                cancellation.ThrowIfCancellationRequested();
                using var band = NewDisposeScope();
                var rows = reader.Compute(pass, from, Math.Min(from + step, height));
                sums.Add(rows);
                if (pass.IsStored)
                {
                    store.Write(pass.Name, from, rows);
                }

                if (isOutput)
                {
                    output(from, rows);
                }

                report?.Invoke(++done);
            }

            sums.AddTo(moments);
            foreach (var map in left[number])
            {
                store.Free(map);
            }
        }
    }

    private IEnumerable<int> Starts(BandPass pass)
    {
        var step = RowsOf(pass);
        for (var from = 0; from < _plan.Shapes[pass.Name].Height; from += step)
        {
            yield return from;
        }
    }

    // As many as stand for the wanted number of pixels of the image.
    private int RowsOf(BandPass pass) =>
        (int)
            Math.Clamp(
                _limits.Pixels / _size.Width * _plan.Shapes[pass.Name].Height / _size.Height,
                1,
                int.MaxValue / 2
            );
}
