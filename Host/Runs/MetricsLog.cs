using System.Globalization;
using GsFramework.Core.Interchange;
using static TorchSharp.torch;

namespace GsFramework.Host.Runs;

/// <summary>A row of <c>metrics.csv</c>.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Step">The step, from 0.</param>
/// <param name="Values">The values that it has, as they stand in the file.</param>
internal sealed record MetricsRow(string Phase, int Step, IReadOnlyDictionary<string, string> Values);

/// <summary>The values of every step: a row in <c>metrics.csv</c>, and TensorBoard events beside it.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly string _path;
    private readonly string _phase;
    private readonly TorchSharp.Modules.SummaryWriter _events;
    private readonly List<string> _columns;
    private StreamWriter? _csv;

    /// <summary>The file's path in a run directory.</summary>
    public static string In(string folder) => Path.Combine(folder, "metrics.csv");

    /// <summary>Opens the log of a phase.</summary>
    /// <param name="folder">The run directory.</param>
    /// <param name="phase">The phase's name.</param>
    /// <param name="fromStep">Rows of this phase from this step on are dropped: they come again in a resumed
    /// run.</param>
    public MetricsLog(string folder, string phase, int fromStep)
    {
        _phase = phase;
        _path = In(folder);
        _events = Explained(() => utils.tensorboard.SummaryWriter(folder));
        _columns = ["phase", "step"];
        if (File.Exists(_path))
        {
            _columns.AddRange(Trim(_path, phase, fromStep));
        }
    }

    /// <summary>Takes the rows of a phase out of the file.</summary>
    public static void Remove(string folder, string phase)
    {
        if (File.Exists(In(folder)))
        {
            _ = Trim(In(folder), phase, fromStep: 0);
        }
    }

    /// <summary>The names of the values in the file; none where there is no file.</summary>
    public static IReadOnlyList<string> Columns(string folder) =>
        File.Exists(In(folder)) ? [.. (File.ReadLines(In(folder)).FirstOrDefault() ?? "").Split(',').Skip(2)] : [];

    /// <summary>How many rows of a phase there are before a step.</summary>
    public static int Count(string folder, string phase, int step) =>
        !File.Exists(In(folder))
            ? 0
            : File.ReadLines(In(folder))
                .Select(static line => line.Split(','))
                .Count(cells =>
                    cells.Length > 1
                    && cells[0] == phase
                    && int.TryParse(cells[1], CultureInfo.InvariantCulture, out var row)
                    && row < step
                );

    /// <summary>Is given every row.</summary>
    public Action<MetricsRow>? Written { get; init; }

    /// <summary>Adds a row. A value that the file has no column for gets one.</summary>
    public void Write(int step, IReadOnlyDictionary<string, double> values)
    {
        Widen(values.Keys);

        // Nine digits are all that a value in single precision has.
        var texts = values.ToDictionary(
            static entry => entry.Key,
            static entry => entry.Value.ToString("G9", CultureInfo.InvariantCulture)
        );
        var cells = _columns.Skip(2).Select(column => texts.GetValueOrDefault(column, ""));
        Explained(() =>
        {
            // At once, for those who look on.
            _csv ??= new StreamWriter(_path, append: true) { AutoFlush = true };
            _csv.WriteLine(
                string.Join(',', cells.Prepend(step.ToString(CultureInfo.InvariantCulture)).Prepend(_phase))
            );
            foreach (var (name, value) in values)
            {
                _events.add_scalar($"{_phase}/{name}", (float)value, step);
            }

            return true;
        });
        Written?.Invoke(new MetricsRow(_phase, step, texts));
    }

    /// <summary>Brings all rows to the disk.</summary>
    public void Flush() =>
        Explained(() =>
        {
            _csv?.Flush();
            return true;
        });

    public void Dispose()
    {
        try
        {
            _csv?.Dispose();
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            // A full disk; whoever wrote last has said so already, and the checkpoint flushes before.
        }
    }

    private void Widen(IEnumerable<string> names)
    {
        var fresh = names.Except(_columns).ToArray();
        if (fresh.Length == 0)
        {
            return;
        }

        Explained(() =>
        {
            _csv?.Dispose();
            return true;
        });
        _csv = null;
        _columns.AddRange(fresh);
        var rows = File.Exists(_path) ? File.ReadAllLines(_path).Skip(1) : [];
        var padding = new string(',', fresh.Length);
        Rewrite(_path, rows.Select(row => row + padding).Prepend(string.Join(',', _columns)));
    }

    // The columns that stay.
    private static IEnumerable<string> Trim(string path, string phase, int fromStep)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0)
        {
            return [];
        }

        string[] columns = lines[0].Split(',');
        Rewrite(path, lines.Where((line, i) => i == 0 || Stays(line.Split(','))));
        return columns.Skip(2);

        // A process that was killed may have left half of a row.
        bool Stays(string[] cells) =>
            cells.Length == columns.Length
            && int.TryParse(cells[1], CultureInfo.InvariantCulture, out var step)
            && (cells[0] != phase || step < fromStep);
    }

    private static void Rewrite(string path, IEnumerable<string> lines) =>
        AtomicFile.WriteAllText(path, string.Concat(lines.Select(static line => line + "\n")));

    private T Explained<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            throw AtomicFile.Explain(_path, fault);
        }
    }
}
