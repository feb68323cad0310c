using GsFramework.Core.Configuration;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>What a run's generator costs as the file that the run exports.</summary>
/// <param name="options">Those of the run.</param>
/// <param name="directory">Where the costs are kept, so that all of a run goes by the same; null to keep none.</param>
/// <param name="measuring">Measures layers; null where nothing is to be measured.</param>
internal sealed class ExportCosts(
    RunOptions options,
    RunDirectory? directory = null,
    CostMeasuring? measuring = null
) : INetworkCosts
{
    // The smallest first: where a run leaves several, that one is meant.
    private static readonly (ExportFormat Format, string Name)[] _formats =
    [
        (ExportFormat.OnnxInt8, OnnxInt8Format.FormatName),
        (ExportFormat.OnnxFp16, OnnxFormat.HalfName),
        (ExportFormat.Onnx, OnnxFormat.SingleName),
    ];

    // Where there is no directory yet, as while a run is forecast.
    private RunCosts _kept = new();

    /// <inheritdoc/>
    public INetworkCost Bytes(NetworkGraph generator)
    {
        var format = Format("A target in bytes is that of an exported file");
        var kept = Kept();
        if (kept.Bytes is { } known && known.AreOf(generator, format))
        {
            return known;
        }

        var costs = OnnxFileBytes.Of(generator, format, Shape());
        Keep(kept with { Bytes = costs });
        return costs;
    }

    /// <inheritdoc/>
    public INetworkCost? Milliseconds(NetworkGraph generator, ImageSize? size = null, int? threads = null)
    {
        var format = Format("What layers take is that of an exported file");
        var shape = Shape();
        var image = size ?? ImageSize.Square(options.Data.ImageSize);
        if (shape.Size is { } only && only != image)
        {
            throw new UserException(
                $"Times are wanted for images of {image}, and with export.fixedSize the exported file takes {only} "
                    + "only. Leave out the size, or set export.fixedSize to false."
            );
        }

        if (measuring is null)
        {
            return null;
        }

        var wanted = threads ?? options.Threads;
        var used = wanted > 0 ? wanted : Environment.ProcessorCount;
        var kept = Kept();
        if (kept.Times is { } known && known.AreOf(generator, format, image, used))
        {
            measuring.TellProcessor(known);
            return known;
        }

        var times = measuring.Measure(generator, format, shape, image, used);
        Keep(kept with { Times = times });
        return times;
    }

    /// <inheritdoc/>
    public int Choose(string option, string unit, Func<IReadOnlyList<KeyValuePair<int, double>>> costs)
    {
        var kept = Kept();
        if (kept.Choices?.GetValueOrDefault(option) is { } known)
        {
            return known.Value;
        }

        var choice = CostChoice.Of(unit, costs());
        Keep(
            kept with
            {
                Choices = new Dictionary<string, CostChoice>(kept.Choices ?? new Dictionary<string, CostChoice>())
                {
                    [option] = choice,
                },
            }
        );
        measuring?.Log.Information("{Option:l} is {Choice:l}", option, choice.Text);
        return choice.Value;
    }

    private RunCosts Kept() =>
        directory is not null && Directory.Exists(directory.Root) ? RunCosts.Of(directory) : _kept;

    private void Keep(RunCosts costs)
    {
        _kept = costs;
        if (directory is not null && Directory.Exists(directory.Root))
        {
            AtomicFile.WriteAllText(directory.Costs, RecordJson.Text(costs));
        }
    }

    private OnnxShape Shape()
    {
        int? side = options.Export.FixedSize ? options.Data.ImageSize : null;
        return new OnnxShape
        {
            Height = side,
            Width = side,
            Pixels = options.Export.Pixels,
        };
    }

    private string Format(string what) =>
        _formats.FirstOrDefault(entry => options.Export.Formats.Contains(entry.Format)).Name
        ?? throw new UserException(
            $"{what}, and export.formats is empty. Set it, to [\"onnx-int8\"] for instance."
        );
}
