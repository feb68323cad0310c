using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Graph;

/// <summary>Random small networks in which, over a few seeds, every kind of layer occurs in many orders.</summary>
internal sealed class RandomNetwork
{
    /// <summary>The side of the images that they are made for.</summary>
    public const int Side = 12;

    private readonly GraphBuilder _builder = new(inputChannels: 3);
    private readonly Random _random;
    private int _index;

    private RandomNetwork(int seed) => _random = new Random(seed);

    public static NetworkGraph Create(int seed)
    {
        var network = new RandomNetwork(seed);
        network.Unit();
        for (var step = network._random.Next(3, 8); step > 0; step--)
        {
            network.Step();
        }

        network.Finish();
        return network._builder.Build();
    }

    private FeatureShape Here => _index == 0 ? new(3, Side, Side) : ShapeOf(_builder.Last);

    private int Channels => Here.Channels;

    private FeatureShape ShapeOf(string node) => _builder.Build().Shapes(ImageSize.Square(Side))[node];

    private void Step()
    {
        Action step = _random.Next(9) switch
        {
            0 or 1 => Residual,
            2 => Branches,
            3 => Depthwise,
            4 => Grouped,
            5 => Up,
            6 => Shuffle,
            7 => () => Add(new ChannelShift(Channels)),
            _ => Unit,
        };
        step();
    }

    private void Finish()
    {
        if (_random.Next(4) == 0)
        {
            Add(new GlobalAveragePool());
            Add(new Conv2d(Channels, 3, KernelSize: 1));
            return;
        }

        Add(new Conv2d(Channels, 3, KernelSize: 3, Padding: 1));
        Add(new Activation(ActivationFunction.Tanh));
    }

    // A convolution, perhaps padded by a layer of its own, perhaps strided, with or without norm and activation.
    private void Unit() => Unit(_random.Next(2, 7), mayShrink: true);

    private void Unit(int width, bool mayShrink)
    {
        if (_random.Next(3) == 0)
        {
            Pad();
            Add(new Conv2d(Channels, width, KernelSize: 3, Bias: Coin()));
        }
        else
        {
            var stride = mayShrink && Here.Height >= 8 && Coin() ? 2 : 1;
            Add(new Conv2d(Channels, width, KernelSize: 3, Stride: stride, Padding: 1, Bias: Coin()));
        }

        Norm();
        if (Coin())
        {
            Function();
        }
    }

    private void Pad() => Add(Padding2d.Even(Coin() ? PaddingKind.Reflect : PaddingKind.Zero, 1));

    private void Norm()
    {
        switch (_random.Next(4))
        {
            case 0:
                Add(new BatchNorm2d(Channels));
                break;
            case 1:
                Add(new InstanceNorm2d(Channels, Affine: false));
                break;
            case 2:
                Add(new InstanceNorm2d(Channels, Affine: true));
                break;
            default:
                break;
        }
    }

    private void Function() => Add(new Activation((ActivationFunction)_random.Next(5), Slope: 0.2));

    private void Residual()
    {
        var (trunk, width) = (_builder.Last, Channels);
        for (var layers = _random.Next(1, 4); layers > 0; layers--)
        {
            Unit(layers == 1 ? width : _random.Next(2, 6), mayShrink: false);
        }

        Add(new Add(), trunk, _builder.Last);
        if (Coin())
        {
            var second = _builder.Last;
            Unit(width, mayShrink: false);
            Add(new Add(), trunk, second, _builder.Last);
        }
    }

    private void Branches()
    {
        var trunk = _builder.Last;
        Unit(_random.Next(1, 4), mayShrink: false);
        var first = _builder.Last;
        Add(new Conv2d(ShapeOf(trunk).Channels, 2, KernelSize: 1), trunk);
        Norm();
        Add(new Concat(), Coin() ? [first, _builder.Last] : [first, _builder.Last, trunk]);
    }

    private void Depthwise()
    {
        Add(new Conv2d(Channels, Channels, KernelSize: 3, Padding: 1, Groups: Channels, Bias: Coin()));
        Norm();
    }

    private void Grouped()
    {
        Add(new Conv2d(Channels, 4, KernelSize: 1));
        Add(new Conv2d(4, 8, KernelSize: 3, Padding: 1, Groups: 2));
        Norm();
    }

    private void Up()
    {
        if (Here.Height <= 12)
        {
            Add(
                new ConvTranspose2d(
                    Channels,
                    _random.Next(2, 6),
                    KernelSize: 3,
                    Stride: 2,
                    Padding: 1,
                    OutputPadding: 1,
                    Bias: Coin()
                )
            );
            Norm();
            Function();
        }
    }

    private void Shuffle()
    {
        if (Here.Height <= 12)
        {
            Add(new Conv2d(Channels, 12, KernelSize: 1));
            Norm();
            Add(new DepthToSpace(2));
        }
    }

    private bool Coin() => _random.Next(2) == 0;

    private void Add(Layer layer) => _builder.Add($"{_index++}", layer);

    private void Add(Layer layer, params string[] inputs) => _builder.Add($"{_index++}", layer, inputs);
}
