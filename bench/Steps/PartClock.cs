using System.Diagnostics;

namespace GsFramework.Bench.Steps;

/// <summary>Adds up the time of the parts of a step.</summary>
internal sealed class PartClock
{
    private readonly Dictionary<string, double> _milliseconds = [];

    /// <summary>Begins a part, which ends when the result is disposed.</summary>
    public IDisposable Measure(string part) => new Part(this, part);

    /// <summary>The milliseconds of each part since this was last asked.</summary>
    public IReadOnlyDictionary<string, double> Take()
    {
        var taken = new Dictionary<string, double>(_milliseconds);
        _milliseconds.Clear();
        return taken;
    }

    private sealed class Part(PartClock clock, string name) : IDisposable
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public void Dispose() =>
            clock._milliseconds[name] =
                clock._milliseconds.GetValueOrDefault(name) + Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
    }
}
