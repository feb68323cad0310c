using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>A training as <see cref="TrainingLoop"/> sees it: slimming, fine-tuning, or a teacher's.</summary>
internal interface ITraining
{
    /// <summary>The name of its phase.</summary>
    string Name { get; }

    /// <summary>The updates in all, as far as is known.</summary>
    int Steps { get; }

    /// <summary>True when it may end before its last update.</summary>
    bool IsFinished { get; }

    /// <summary>What is trained or kept beside it, by the prefix of its tensors in a checkpoint.</summary>
    IEnumerable<(string Prefix, GraphModule Network)> Networks { get; }

    /// <summary>The other tensors of a checkpoint.</summary>
    IEnumerable<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>The numbers of a checkpoint.</summary>
    IEnumerable<KeyValuePair<string, double>> Numbers { get; }

    /// <summary>Restores tensors and numbers; the networks have theirs.</summary>
    void Restore(WeightsFile file);

    /// <summary>Called before <see cref="Networks"/> are stored.</summary>
    void Gather() { }

    /// <summary>Called before the first step of a process.</summary>
    /// <param name="isResumed">True when it continues from a checkpoint.</param>
    void Begin(bool isResumed);

    /// <summary>Reads the images of a step. They belong to the current dispose scope.</summary>
    /// <exception cref="UserException">There are none. What was trained is then kept.</exception>
    void Load(int step);

    /// <summary>Makes the update of the images that were read.</summary>
    /// <returns>The values of the step, for <c>metrics.csv</c>.</returns>
    IReadOnlyDictionary<string, double> Step(int step);

    /// <summary>The same for people.</summary>
    IReadOnlyList<string> Words(IReadOnlyDictionary<string, double> values) => ValueWords.Of(values);

    /// <summary>The step before which the run stops and scores itself; null to train to the end.</summary>
    int? StopAt => null;

    /// <summary>Steps of about the same length that come in later phases, as far as is known.</summary>
    int Later => 0;

    /// <summary>True where pictures are drawn after that many steps.</summary>
    bool IsTimeToSample(int steps);

    /// <summary>True where a checkpoint is written after that many steps.</summary>
    bool IsTimeToSave(int steps);

    /// <summary>Draws the pictures after that many steps.</summary>
    void Sample(int steps);

    /// <summary>Told what the steps so far have taken, over interruptions.</summary>
    void Spend(int steps, Elapsed time) { }
}
