namespace GsFramework.Host.Logging;

/// <summary>The work that is done again and again in a run, by the names of <see cref="ITrainingProgress.Measure"/>.
/// </summary>
internal static class WorkName
{
    public const string TeacherOutputs = "teacher's outputs";
    public const string Update = "updates";
    public const string Checkpoint = "checkpoints";
    public const string Compaction = "compactions";
    public const string Samples = "sample rows";
    public const string ValidationCurve = "images of the validation curve";
    public const string Validation = "validation images";
    public const string UpdateTime = "updates timed";
    public const string Calibration = "calibration batches";
    public const string ImagesCompared = "images compared";
    public const string ImagesScored = "images scored";
    public const string RealImages = "real images";
    public const string Pictures = "pictures";
    public const string Rounds = "rounds timed";
}
