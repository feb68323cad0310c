using System.Globalization;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The values of every step: a row in <c>metrics.csv</c>, and TensorBoard events beside it.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly string _path;
    private readonly string _phase;
    private readonly TorchSharp.Modules.SummaryWriter _events;
    private readonly List<string> _columns;
    private StreamWriter? _csv;

    /// <summary>Opens the log of a phase.</summary>
    /// <param name="folder">The run directory.</param>
    /// <param name="phase">The phase's name.</param>
    /// <param name="fromStep">Rows of this phase from this step on are dropped: they come again in a resumed run.</param>
    public MetricsLog(string folder, string phase, int fromStep)
    {
        _phase = phase;
        _path = Path.Combine(folder, "metrics.csv");
        _events = utils.tensorboard.SummaryWriter(folder);
        _columns = ["phase", "step"];
        if (File.Exists(_path))
        {
            Trim(fromStep);
        }
    }

    /// <summary>Adds a row. A value that the file has no column for gets one.</summary>
    public void Write(int step, IReadOnlyDictionary<string, double> values)
    {
        Widen(values.Keys);
        _csv ??= new StreamWriter(_path, append: true);
        var cells = _columns.Skip(2).Select(column =>
            values.TryGetValue(column, out var value) ? value.ToString("G9", CultureInfo.InvariantCulture) : "");
        _csv.WriteLine(string.Join(',', cells.Prepend(step.ToString(CultureInfo.InvariantCulture)).Prepend(_phase)));
        foreach (var (name, value) in values)
        {
            _events.add_scalar($"{_phase}/{name}", (float)value, step);
        }
    }

    /// <summary>Brings all rows to the disk.</summary>
    public void Flush() => _csv?.Flush();

    public void Dispose() => _csv?.Dispose();

    private void Widen(IEnumerable<string> names)
    {
        var fresh = names.Except(_columns).ToArray();
        if (fresh.Length == 0)
        {
            return;
        }

        _csv?.Dispose();
        _csv = null;
        _columns.AddRange(fresh);
        var rows = File.Exists(_path) ? File.ReadAllLines(_path).Skip(1) : [];
        var padding = new string(',', fresh.Length);
        File.WriteAllLines(_path, rows.Select(row => row + padding).Prepend(string.Join(',', _columns)).ToArray());
    }

    private void Trim(int fromStep)
    {
        var lines = File.ReadAllLines(_path);
        if (lines.Length == 0)
        {
            return;
        }

        _columns.AddRange(lines[0].Split(',').Skip(2));
        File.WriteAllLines(_path, lines.Where((line, i) => i == 0 || !IsAgain(line.Split(','))));

        bool IsAgain(string[] cells) =>
            cells[0] == _phase && int.Parse(cells[1], CultureInfo.InvariantCulture) >= fromStep;
    }
}
