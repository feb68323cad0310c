using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace GsFramework.CoEvolution;

/// <summary>
/// Runs independent work side by side, each piece on one thread of libtorch, so that neither how many pieces run at
/// once nor how many threads the machine has changes a bit of what they compute.
/// </summary>
internal static class OneThreadEach
{
    /// <summary>Runs <paramref name="work"/> for 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="atOnce">How many run side by side; 1 keeps to the calling thread.</param>
    /// <param name="work">A piece. It opens and closes its own dispose scopes: these belong to threads.</param>
    public static void Run(int count, int atOnce, Action<int> work)
    {
        var before = get_num_threads();
        set_num_threads(1);
        try
        {
            foreach (var round in Enumerable.Range(0, count).Chunk(atOnce))
            {
                if (round.Length == 1)
                {
                    work(round[0]);
                }
                else
                {
                    Round(round, work);
                }
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static void Round(int[] pieces, Action<int> work)
    {
        ExceptionDispatchInfo? fault = null;
        var threads = pieces
            .Select(piece => new Thread(() =>
            {
                try
                {
                    // OpenMP keeps the number for each thread of its own. When a thread first asks for it, libtorch
                    // sets it to what any thread has set last: asked for here, it is not set again later.
                    _ = get_num_threads();
                    set_num_threads(1);
                    work(piece);
                }
                catch (Exception thrown) // of any kind: it is thrown again on the calling thread
                {
                    Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(thrown), null);
                }
            })
            {
                IsBackground = true,
                Name = "individual",
            })
            .ToArray();

        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        fault?.Throw();
    }
}
