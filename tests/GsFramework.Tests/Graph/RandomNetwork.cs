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
        Action step = _random.Next(16) switch
        {
            0 or 1 => Residual,
            2 => Branches,
            3 => Depthwise,
            4 => Grouped,
            5 => Up,
            6 => Shuffle,
            7 => () => Add(new ChannelShift(Channels)),
            8 => ChannelGate,
            9 => SimpleGate,
            10 => Halves,
            11 => Resized,
            12 => Blocks,
            13 => Skip,
            14 => Scaled,
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

    private void Pad() => Add(Padding2d.Even((PaddingKind)_random.Next(4), 1));

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

    private void Function()
    {
        Layer[] functions =
        [
            new Activation((ActivationFunction)_random.Next(11), Slope: 0.2),
            new Activation(ActivationFunction.Relu),
            new Clip(-0.4, Coin() ? 0.6 : null),
            new ParametricRelu(Channels),
        ];
        Add(functions[_random.Next(functions.Length)]);
    }

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

    // Squeeze and excitation: a factor for each channel, made of all of them.
    private void ChannelGate()
    {
        var (map, width) = (_builder.Last, Channels);
        Add(new GlobalAveragePool());
        Add(new Conv2d(width, 3, KernelSize: 1));
        Add(new Activation(ActivationFunction.Relu));
        Add(new Conv2d(3, width, KernelSize: 1));
        Add(new LinearMap(1.0 / 6, 0.5));
        Add(new Clip(0, 1));
        Add(new Multiply(), map, _builder.Last);
    }

    // Channel i times channel i + C/2.
    private void SimpleGate()
    {
        var half = _random.Next(2, 5);
        Unit(2 * half, mayShrink: false);
        var both = _builder.Last;
        Add(ChannelSelect.Slice(2 * half, 0, half));
        var first = _builder.Last;
        Add(ChannelSelect.Slice(2 * half, half, half), both);
        Add(new Multiply(), first, _builder.Last);
    }

    // Half of the channels through one norm, half through another; perhaps shuffled.
    private void Halves()
    {
        var half = _random.Next(2, 4);
        Unit(2 * half, mayShrink: false);
        var both = _builder.Last;
        Add(ChannelSelect.Slice(2 * half, 0, half));
        Add(new InstanceNorm2d(half, Affine: true));
        var first = _builder.Last;
        Add(ChannelSelect.Slice(2 * half, half, half), both);
        Add(new BatchNorm2d(half));
        Add(new Concat(), first, _builder.Last);
        if (Coin())
        {
            Add(new ChannelSelect(2 * half, [.. Enumerable.Range(0, 2 * half).OrderBy(channel => channel % half)]));
        }
    }

    private void Resized()
    {
        if (Here.Height <= 12)
        {
            Add(Coin() ? Resize.Nearest(2) : Resize.Bilinear(2, Coin()));
            Add(new AveragePool2d(3, 2, 1, CountPadding: Coin()));
        }
    }

    // A fixed filter, then blocks of pixels as channels.
    private void Blocks()
    {
        Unit(3, mayShrink: false);
        Add(new Conv2d(3, 3, KernelSize: 3, Padding: 1, Groups: 3, Bias: false, Fixed: true));
        Add(new Crop2d(0, Here.Width % 2, 0, Here.Height % 2));
        Add(new SpaceToDepth(2));
        Unit(4, mayShrink: false);
        Add(new ConvTranspose2d(4, 4, KernelSize: 4, Stride: 2, Padding: 1, Bias: false, Groups: 4, Fixed: Coin()));
    }

    // A skip connection whose size has to be met.
    private void Skip()
    {
        var skip = _builder.Last;
        Add(new Conv2d(Channels, 4, KernelSize: 3, Dilation: Coin() ? 2 : 1, KernelWidth: Coin() ? 1 : null));
        Norm();
        Add(new FitTo(Coin() ? FitPlace.End : FitPlace.Center), _builder.Last, skip);
        Add(new Concat(), _builder.Last, skip);
    }

    private void Scaled()
    {
        var trunk = _builder.Last;
        var width = Channels;
        Add(new Conv2d(width, 5, KernelSize: 3, Padding: 1));
        Add(new ChannelScale(5));
        Function();
        Add(new Conv2d(5, width, KernelSize: 3, Padding: 1));
        Add(new ChannelScale(width));
        Add(new LinearMap(0.2));
        Add(new Add(), trunk, _builder.Last);
    }

    private bool Coin() => _random.Next(2) == 0;

    private void Add(Layer layer) => _builder.Add($"{_index++}", layer);

    private void Add(Layer layer, params string[] inputs) => _builder.Add($"{_index++}", layer, inputs);
}
