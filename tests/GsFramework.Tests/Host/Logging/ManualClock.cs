namespace GsFramework.Tests.Host.Logging;

/// <summary>A clock that a test moves on.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Pass(TimeSpan time) => _now += time.Ticks;
}
