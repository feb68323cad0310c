using System.Globalization;
using System.Text.RegularExpressions;
using GsFramework.Graph;

namespace GsFramework.Models.Generators;

/// <summary>Which ResNet generator the names and shapes in a checkpoint are of. The numbers are the same in the
/// official GAN Slimming code and in junyanz's and CUT's, where a block that was trained with dropout has a layer more
/// between its convolutions.</summary>
internal sealed class StoredResNet
{
    private static readonly Regex _block = new(
        "^model[.]([0-9]{1,4})[.]conv_block[.]",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );
    private static readonly string[] _blockTensors = ["1.weight", "1.bias", "5.weight", "5.bias", "6.weight", "6.bias"];

    private readonly IReadOnlyDictionary<string, IReadOnlyList<long>> _shapes;
    private readonly bool _blursDown;
    private readonly bool _blursUp;
    private readonly int? _downs;

    /// <summary>Looks at a checkpoint.</summary>
    /// <param name="shapes">Its shapes, by names without a prefix.</param>
    public StoredResNet(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        _shapes = shapes;
        _blursDown = StoredBlur.Has(shapes, StoredBlur.DownSize);
        _blursUp = StoredBlur.Has(shapes, StoredBlur.UpSize);
        _downs = Downs();
    }

    /// <summary>The network, and what the checkpoint says of the options.</summary>
    /// <param name="options">What holds where it says nothing.</param>
    public CheckpointLayout Layout(CycleGanResNetOptions options)
    {
        var blocks = 0;
        while (HasBlock(blocks) || HasBlock(blocks + 1))
        {
            blocks++;
        }

        var names = new Dictionary<string, string>();
        foreach (var block in Enumerable.Range(0, blocks).Where(HasDropout))
        {
            names[$"{Name(block)}.5"] = $"{Name(block)}.6";
            names[$"{Name(block)}.6"] = $"{Name(block)}.7";
        }

        var found = options with
        {
            Blocks = blocks > 0 ? blocks : options.Blocks,
            Antialias = Antialias(),
            Downs = _downs ?? options.Downs,
        };
        var (layout, norm) = StoredNorms.Read(
            kind => new CycleGanResNet(found with { Norm = kind }).Create(),
            names,
            _shapes
        );
        var last = 4 + (LayersOfDown * found.Downs) + found.Blocks + (found.Downs * (found.BlursUp ? 4 : 3)) + 1;
        var known = StoredOptions.Of(
            ("blocks", blocks > 0 ? blocks : null),
            ("downs", _downs),
            ("width", StoredOptions.Size(_shapes, "model.1.weight", 0)),
            ("inputChannels", StoredOptions.Size(_shapes, "model.1.weight", 1)),
            ("outputChannels", StoredOptions.Size(_shapes, $"model.{last}.weight", 0))
        );
        known["norm"] = StoredOptions.Text(norm);
        known["antialias"] = StoredOptions.Text(found.Antialias);
        return layout with { Options = known };
    }

    // Behind a padding, a convolution with its norm and activation, and the halvings. Where there are no blocks to tell
    // how many, it is the usual two.
    private int FirstBlock => 4 + (LayersOfDown * (_downs ?? 2));

    private int LayersOfDown => _blursDown ? 4 : 3;

    private int? Downs()
    {
        var first = _shapes
            .Keys.Select(static name => _block.Match(name))
            .Where(static match => match.Success)
            .Select(static match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            .DefaultIfEmpty(0)
            .Min();
        return first > 4 && (first - 4) % LayersOfDown == 0 ? (first - 4) / LayersOfDown : null;
    }

    private Antialiasing Antialias() =>
        (_blursDown, _blursUp) switch
        {
            (true, true) => Antialiasing.Both,
            (true, false) => Antialiasing.Down,
            (false, true) => Antialiasing.Up,
            _ => Antialiasing.None,
        };

    private string Name(int block) => $"model.{FirstBlock + block}.conv_block";

    // Without dropout there is nothing at 7, and at 5 a kernel.
    private bool HasDropout(int block) =>
        IsKernel(block, 6)
        || Has(block, "7.weight")
        || Has(block, "7.running_mean")
        || (Has(block, "6.bias") && !Has(block, "5.weight") && !Has(block, "5.bias") && !IsNorm(block, 6));

    private bool IsKernel(int block, int layer) =>
        _shapes.TryGetValue($"{Name(block)}.{layer}.weight", out var shape) && shape.Count == 4;

    private bool IsNorm(int block, int layer) =>
        Has(block, $"{layer}.running_mean")
        || (_shapes.TryGetValue($"{Name(block)}.{layer}.weight", out var shape) && shape.Count == 1);

    // Any tensor will do: one that is missing is to be reported as that, not to end the network.
    private bool HasBlock(int block) => _blockTensors.Any(tensor => Has(block, tensor));

    private bool Has(int block, string tensor) => _shapes.ContainsKey($"{Name(block)}.{tensor}");
}
