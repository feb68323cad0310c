namespace GsFramework.Bench;

/// <summary>Something whose time is taken: prepared once, run many times.</summary>
/// <param name="Name">How it is chosen and printed.</param>
/// <param name="Prepare">Sets everything up and returns what is run.</param>
internal sealed record Scenario(string Name, Func<IRunnable> Prepare);

/// <summary>A prepared scenario.</summary>
internal interface IRunnable : IDisposable
{
    /// <summary>Steps in a run, by which its time is divided.</summary>
    int Steps => 1;

    void Run();
}
