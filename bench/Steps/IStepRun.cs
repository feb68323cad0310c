namespace GsFramework.Bench.Steps;

/// <summary>Whole steps, of which each part's time is taken.</summary>
internal interface IStepRun : IDisposable
{
    /// <summary>What tells the parts' times.</summary>
    PartClock Clock { get; }

    /// <summary>Takes the images of the next step, and makes it.</summary>
    void Run();
}
