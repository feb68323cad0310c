using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Features;

/// <summary>
/// The Inception v3 of the FID papers, with the parameter names of pytorch-fid's weight file. It differs from the usual
/// one as TensorFlow's graph of 2015-12-05 does: averages leave out the padding, and the last block's pool takes the
/// maximum.
/// </summary>
internal static class InceptionGraph
{
    private static readonly (int Dimensions, string Layer)[] _layers =
    [
        (64, "maxpool1"),
        (192, "maxpool2"),
        (768, "Mixed_6e"),
        (2048, "Mixed_7c"),
    ];

    private static readonly NetworkGraph _full = new Builder().Build();

    /// <summary>The numbers of dimensions among which a user may choose.</summary>
    public static IReadOnlyList<int> Dimensions { get; } = [.. _layers.Select(static layer => layer.Dimensions)];

    /// <summary>The network up to the layer with that many channels.</summary>
    public static NetworkGraph UpTo(int dimensions)
    {
        var last = _layers.Single(layer => layer.Dimensions == dimensions).Layer;
        return new NetworkGraph(3, [.. _full.Nodes.TakeWhile(node => node.Name != last), _full[last]]);
    }

    /// <summary>The layers of pytorch-fid's choice up to that one, shallow to deep.</summary>
    public static IReadOnlyList<string> Taps(int dimensions) =>
        [.. _layers.Where(layer => layer.Dimensions <= dimensions).Select(static layer => layer.Layer)];

    private sealed class Builder
    {
        private readonly GraphBuilder _net = new(inputChannels: 3);
        private readonly Dictionary<string, int> _channels = new() { [NetworkGraph.InputName] = 3 };
        private string _trunk = NetworkGraph.InputName;

        public NetworkGraph Build()
        {
            _trunk = Chain(
                _trunk,
                ("Conv2d_1a_3x3", 32, 3, 3, 2, false),
                ("Conv2d_2a_3x3", 32, 3, 3, 1, false),
                ("Conv2d_2b_3x3", 64, 3, 3, 1, true)
            );
            _trunk = Halve("maxpool1", _trunk);
            _trunk = Chain(_trunk, ("Conv2d_3b_1x1", 80, 1, 1, 1, false), ("Conv2d_4a_3x3", 192, 3, 3, 1, false));
            _trunk = Halve("maxpool2", _trunk);
            Fives("Mixed_5b", 32);
            Fives("Mixed_5c", 64);
            Fives("Mixed_5d", 64);
            FirstReduction("Mixed_6a");
            Sevens("Mixed_6b", 128);
            Sevens("Mixed_6c", 160);
            Sevens("Mixed_6d", 160);
            Sevens("Mixed_6e", 192);
            SecondReduction("Mixed_7a");
            Wide("Mixed_7b", Average("Mixed_7b"));
            Wide("Mixed_7c", Add("Mixed_7c.pool", new MaxPool2d(KernelSize: 3, Stride: 1, Padding: 1), _trunk));
            return _net.Build();
        }

        // 35x35: InceptionA.
        private void Fives(string block, int pooled) =>
            Join(
                block,
                Same(block, _trunk, ("branch1x1", 64, 1, 1)),
                Same(block, _trunk, ("branch5x5_1", 48, 1, 1), ("branch5x5_2", 64, 5, 5)),
                Same(
                    block,
                    _trunk,
                    ("branch3x3dbl_1", 64, 1, 1),
                    ("branch3x3dbl_2", 96, 3, 3),
                    ("branch3x3dbl_3", 96, 3, 3)
                ),
                Same(block, Average(block), ("branch_pool", pooled, 1, 1))
            );

        // InceptionB.
        private void FirstReduction(string block) =>
            Join(
                block,
                Strided(block, _trunk, "branch3x3", 384),
                Strided(
                    block,
                    Same(block, _trunk, ("branch3x3dbl_1", 64, 1, 1), ("branch3x3dbl_2", 96, 3, 3)),
                    "branch3x3dbl_3",
                    96
                ),
                Halve($"{block}.pool", _trunk)
            );

        // 17x17: InceptionC.
        private void Sevens(string block, int inner) =>
            Join(
                block,
                Same(block, _trunk, ("branch1x1", 192, 1, 1)),
                Same(
                    block,
                    _trunk,
                    ("branch7x7_1", inner, 1, 1),
                    ("branch7x7_2", inner, 1, 7),
                    ("branch7x7_3", 192, 7, 1)
                ),
                Same(
                    block,
                    _trunk,
                    ("branch7x7dbl_1", inner, 1, 1),
                    ("branch7x7dbl_2", inner, 7, 1),
                    ("branch7x7dbl_3", inner, 1, 7),
                    ("branch7x7dbl_4", inner, 7, 1),
                    ("branch7x7dbl_5", 192, 1, 7)
                ),
                Same(block, Average(block), ("branch_pool", 192, 1, 1))
            );

        // InceptionD.
        private void SecondReduction(string block) =>
            Join(
                block,
                Strided(block, Same(block, _trunk, ("branch3x3_1", 192, 1, 1)), "branch3x3_2", 320),
                Strided(
                    block,
                    Same(
                        block,
                        _trunk,
                        ("branch7x7x3_1", 192, 1, 1),
                        ("branch7x7x3_2", 192, 1, 7),
                        ("branch7x7x3_3", 192, 7, 1)
                    ),
                    "branch7x7x3_4",
                    192
                ),
                Halve($"{block}.pool", _trunk)
            );

        // 8x8: InceptionE. Its 3x3 kernels are split into a row and a column side by side.
        private void Wide(string block, string pool)
        {
            var single = Same(block, _trunk, ("branch3x3_1", 384, 1, 1));
            var twice = Same(block, _trunk, ("branch3x3dbl_1", 448, 1, 1), ("branch3x3dbl_2", 384, 3, 3));
            Join(
                block,
                Same(block, _trunk, ("branch1x1", 320, 1, 1)),
                Same(block, single, ("branch3x3_2a", 384, 1, 3)),
                Same(block, single, ("branch3x3_2b", 384, 3, 1)),
                Same(block, twice, ("branch3x3dbl_3a", 384, 1, 3)),
                Same(block, twice, ("branch3x3dbl_3b", 384, 3, 1)),
                Same(block, pool, ("branch_pool", 192, 1, 1))
            );
        }

        private void Join(string block, params string[] branches)
        {
            _trunk = Add(block, new Concat(), branches);
            _channels[block] = branches.Sum(name => _channels[name]);
        }

        private string Average(string block) => Add($"{block}.pool", new InnerAveragePool(), _trunk);

        private string Halve(string name, string input) => Add(name, new MaxPool2d(KernelSize: 3, Stride: 2), input);

        private string Strided(string block, string input, string name, int outputs) =>
            Chain(input, ($"{block}.{name}", outputs, 3, 3, 2, false));

        private string Same(
            string block,
            string input,
            params (string Name, int Outputs, int Height, int Width)[] layers
        ) =>
            Chain(
                input,
                [
                    .. layers.Select(layer =>
                        ($"{block}.{layer.Name}", layer.Outputs, layer.Height, layer.Width, 1, true)
                    ),
                ]
            );

        private string Chain(
            string input,
            params (string Name, int Outputs, int Height, int Width, int Stride, bool Pads)[] layers
        )
        {
            foreach (var (name, outputs, height, width, stride, pads) in layers)
            {
                input = Add(
                    name,
                    new InceptionConvolution(_channels[input], outputs, height, width, stride, pads),
                    input
                );
                _channels[name] = outputs;
            }

            return input;
        }

        private string Add(string name, Layer layer, params string[] inputs)
        {
            _net.Add(name, layer, inputs);
            _channels[name] = _channels[inputs[0]];
            return name;
        }
    }
}
