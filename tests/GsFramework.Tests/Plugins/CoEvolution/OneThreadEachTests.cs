using GsFramework.CoEvolution;
using GsFramework.Tests.Host.Pipeline;
using TorchSharp;

namespace GsFramework.Tests.Plugins.CoEvolution;

[Collection(nameof(WholeRuns))]
public class OneThreadEachTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Everything_runs_once_with_one_thread_of_libtorch_and_the_number_is_restored(int atOnce)
    {
        torch.set_num_threads(2);
        try
        {
            var (runs, threads) = (new int[7], new int[7]);

            OneThreadEach.Run(7, atOnce, i =>
            {
                Interlocked.Increment(ref runs[i]);
                threads[i] = torch.get_num_threads();
            });

            Assert.All(runs, static count => Assert.Equal(1, count));
            Assert.All(threads, static count => Assert.Equal(1, count));
            Assert.Equal(2, torch.get_num_threads());
        }
        finally
        {
            torch.set_num_threads(1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_another_thread_sets_meanwhile_changes_nothing(int atOnce)
    {
        var before = torch.get_num_threads();
        try
        {
            var threads = new int[3];

            OneThreadEach.Run(3, atOnce, i =>
            {
                var other = new Thread(static () => torch.set_num_threads(2));
                other.Start();
                other.Join();
                threads[i] = torch.get_num_threads();
            });

            Assert.All(threads, static count => Assert.Equal(1, count));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void A_fault_comes_back_to_the_caller()
    {
        var fault = Assert.Throws<UserException>(static () =>
            OneThreadEach.Run(4, 2, static i => _ = i == 1 ? throw new UserException("the second") : i)
        );

        Assert.Equal("the second", fault.Message);
    }
}
