using TorchSharp;

namespace GsFramework.Tests.Plugins;

/// <summary>Tests that count living tensors run alone.</summary>
[CollectionDefinition(nameof(LiveTensors), DisableParallelization = true)]
public class LiveTensors
{
    /// <summary>Runs a step again and again in a dispose scope; after the first few no tensor may be left
    /// behind. Counted are those of this thread: the collector takes what other tests left at any moment.</summary>
    internal static void StayConstant(Action<int> step, int steps = 50)
    {
        const int WarmUp = 5;
        var before = 0L;
        for (var i = 0; i < steps; i++)
        {
            if (i == WarmUp)
            {
                before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            }

            using var scope = torch.NewDisposeScope();
            step(i);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
