using System.Runtime;
using System.Runtime.CompilerServices;
using GsFramework.Host.Data;
using GsFramework.Tests.Plugins;

namespace GsFramework.Tests.Host.Data;

[Collection(nameof(LiveTensors))]
public sealed class CollectionPauseTests
{
    [Fact]
    public void What_nobody_disposed_is_collected_at_the_next_renewal()
    {
        using var pause = new CollectionPause(TimeSpan.Zero);
        pause.Renew();
        var left = Forgotten();

        pause.Renew();

        Assert.False(left.IsAlive);
    }

    [Fact]
    public void The_collector_goes_its_own_way_afterwards()
    {
        using (var pause = new CollectionPause(TimeSpan.Zero))
        {
            pause.Renew();
        }

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten() => new(new object());
}
