using GsFramework.CoEvolution;
using TorchSharp;

namespace GsFramework.Tests.Plugins.CoEvolution;

[Collection(nameof(LiveTensors))]
public class CoEvolutionMemoryTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    public void Generations_leave_no_tensor_behind(int parallel, int trainingSteps)
    {
        using var search = new TinySearch();
        var counts = new List<long>();
        search.Reported = _ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        using var weights = search
            .Run(
                TinySearch.Options with
                {
                    Generations = 6,
                    Population = 3,
                    Parallel = parallel,
                    TrainingSteps = trainingSteps,
                }
            )
            .Weights;

        Assert.Equal(7, counts.Count);
        Assert.Single(counts.Skip(1).Distinct());
    }

    [Fact]
    public void A_whole_search_leaves_nothing_but_its_result() =>
        LiveTensors.StayConstant(
            static _ =>
            {
                using var search = new TinySearch();
                using var weights = search.Run(TinySearch.Options with { Generations = 1, Population = 2 }).Weights;
            },
            steps: 8
        );
}
