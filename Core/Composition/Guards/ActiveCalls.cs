namespace GsFramework.Core.Composition.Guards;

/// <summary>The calls into plugins that have not returned: whom to name when the program is ended, crashes, or stands
/// still within one.</summary>
internal static class ActiveCalls
{
    private static readonly System.Threading.Lock _gate = new();
    private static readonly List<Call> _running = [];

    /// <summary>Is given the name of the innermost call whenever it changes, and an empty text when there is
    /// none.</summary>
    public static Action<string>? Changed { get; set; }

    /// <summary>The call that was begun last; null when there is none.</summary>
    public static string? Latest
    {
        get
        {
            lock (_gate)
            {
                return _running.LastOrDefault()?.Name;
            }
        }
    }

    /// <summary>Notes a call until what this returns is disposed.</summary>
    /// <param name="part">The part.</param>
    /// <param name="phase">When.</param>
    public static IDisposable? Enter(PartName part, string phase)
    {
        if (part.Plugin is null)
        {
            return null;
        }

        var call = new Call($"{part}, {phase}") { Since = TimeProvider.System.GetTimestamp() };
        lock (_gate)
        {
            _running.Add(call);
            Changed?.Invoke(call.Name);
        }

        return call;
    }

    /// <summary>Says that something was done: a call that reports progress does not stand still.</summary>
    public static void Progressed()
    {
        lock (_gate)
        {
            _running.ForEach(static call => call.Since = TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>The innermost call of each that has run so long without progress, each only once.</summary>
    public static IReadOnlyList<string> Standing(TimeSpan limit)
    {
        lock (_gate)
        {
            var standing = _running
                .Where(call => !call.IsTold && TimeProvider.System.GetElapsedTime(call.Since) >= limit)
                .ToList();
            standing.ForEach(static call => call.IsTold = true);
            return [.. standing.Select(static call => call.Name)];
        }
    }

    private sealed class Call(string name) : IDisposable
    {
        public string Name { get; } = name;

        public long Since { get; set; }

        public bool IsTold { get; set; }

        public void Dispose()
        {
            lock (_gate)
            {
                _running.Remove(this);
                Changed?.Invoke(_running.LastOrDefault()?.Name ?? "");
            }
        }
    }
}
