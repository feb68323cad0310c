using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using static TorchSharp.torch;

namespace GsFramework.Host.Demo;

/// <summary>An ONNX file that the page runs.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Path">The file.</param>
/// <param name="Card">What it tells of itself.</param>
/// <param name="Height">The only number of rows that it takes, or null.</param>
/// <param name="Width">The only number of columns that it takes, or null.</param>
internal sealed record DemoModel(string Name, string Path, OnnxCard Card, int? Height, int? Width)
{
    // A network that takes none of these is left to tell by itself.
    private const int MostTried = 8;

    /// <summary>The least side of a square image that it takes; null where only one size fits, or it is not
    /// known.</summary>
    public int? Least { get; private init; }

    /// <summary>Looks into a file.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="path">The file.</param>
    /// <param name="given">What the user gave: the file, or the folder of which it was made.</param>
    /// <exception cref="UserException">It is missing, broken, not of <c>gs export</c>, or makes no picture of a
    /// picture.</exception>
    public static DemoModel Open(string name, string path, string given)
    {
        using var network = OnnxNetwork.Open(path);
        var (taken, made) = (network.Card.InputChannels, network.Card.OutputChannels);
        if (!ImageChannels.AreKnown(taken) || !ImageChannels.AreKnown(made))
        {
            throw new UserException(
                $"'{given}' makes {ImageChannels.Text(made)} of {ImageChannels.Text(taken)}: the page shows networks "
                    + $"that make a picture of another, grey, RGB or RGBA."
            );
        }

        if (network.Batch > 1)
        {
            throw new UserException(
                $"'{given}' takes {network.Batch} images at a time, the page has one. Export it without a fixed batch."
            );
        }

        return new DemoModel(name, path, network.Card, network.Height, network.Width) { Least = LeastSide(network) };
    }

    // Padding by reflection wants more pixels than it adds, deep inside the network too: it is simply tried.
    private static int? LeastSide(OnnxNetwork network)
    {
        if (network.Height is not null || network.Width is not null || network.Card.SideMultiple == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        foreach (var side in Enumerable.Range(1, MostTried).Select(number => number * network.Card.SideMultiple))
        {
            try
            {
                network.Run(zeros(1, network.Card.InputChannels, side, side));
                return side;
            }
            catch (UserException)
            {
                // Too small.
            }
        }

        return null;
    }
}
