using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Launching;
using GsFramework.Losses;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Teaching;
using GsFramework.Terms;

namespace GsFramework.Core.Configuration;

/// <summary>A whole configuration file. Property names are its JSON keys; every property has a default.</summary>
internal sealed record RunOptions
{
    [Description("Name of the run; its directory is runs/NAME unless --out says otherwise.")]
    public string Name { get; init; } = "run";

    [Description("Seed of everything random: weights, data order, flips, replay pool.")]
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    [Description("Where to compute: auto takes CUDA where it is present.")]
    public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

    [Description("Threads of one operation on the CPU; 0 for all cores.")]
    [Range(0, 1024)]
    public int Threads { get; init; }

    [Description("A compression method that stands in the place of the objective; absent for GAN Slimming.")]
    public PartSelection<ICompressionMethod>? Method { get; init; }

    [Description("The networks.")]
    public ModelOptions Model { get; init; } = new();

    [Description("The images.")]
    public DataOptions Data { get; init; } = new();

    [Description("The minimax objective: the adversarial loss and the compression terms.")]
    public ObjectiveOptions Objective { get; init; } = new();

    [Description("The two trainings of a compression.")]
    public TrainingOptions Training { get; init; } = new();

    [Description("The extraction of the compact generator.")]
    public PruningOptions Pruning { get; init; } = new();

    [Description("How the result is scored.")]
    public EvaluationOptions Evaluation { get; init; } = new();

    [Description("Files for other programs that a run leaves.")]
    public ExportOptions Export { get; init; } = new();

    [Description("Training of a dense teacher by 'gs teacher'.")]
    public TeacherOptions Teacher { get; init; } = new();

    [Description("What 'gs compare' runs.")]
    public ComparisonOptions Comparison { get; init; } = new();

    [Description("What 'gs sweep' searches.")]
    public SweepOptions Sweep { get; init; } = new();

    [Description(
        "What starts the runs of 'gs compare' and 'gs sweep', such as a scheduler; absent for this machine. "
            + "--launcher has the last word."
    )]
    public PartSelection<IRunLauncher>? Launcher { get; init; }

    [Description("Plugins.")]
    public PluginOptions Plugins { get; init; } = new();
}

/// <summary>The values of <c>device</c>.</summary>
internal enum DeviceChoice
{
    Auto,
    Cpu,
    Cuda,
}

internal sealed record ModelOptions : IValidatesOptions
{
    [Description("The generator's architecture, used where weights are new ('gs teacher', 'gs cost').")]
    public PartSelection<IGeneratorFactory>? Generator { get; init; }

    [Description("The discriminator's architecture, used where new weights are made or a bare weight file is given.")]
    public PartSelection<IDiscriminatorFactory>? Discriminator { get; init; }

    [Description(
        "The architecture of a student that begins with fresh weights; absent for a student that begins as the teacher."
    )]
    public PartSelection<IGeneratorFactory>? Student { get; init; }

    [Description(
        "How many times fewer multiply-accumulates (exact rule) the student must have by being narrower everywhere; "
            + "it begins with fresh weights."
    )]
    [Range(1.0, 10000.0)]
    public double? StudentMacRatio { get; init; }

    [Description(
        "Folder of a generator as which the student begins, such as the model/ of an earlier run; absent for one "
            + "that begins as the teacher."
    )]
    [PathOption]
    public string? Start { get; init; }

    [Description("Folder of the dense, trained generator G0 (graph.json and weights.safetensors).")]
    [PathOption]
    public string? Teacher { get; init; }

    [Description("Folder of the teacher's discriminator, from which D starts; absent for fresh weights.")]
    [PathOption]
    public string? TeacherDiscriminator { get; init; }

    [Description("Folder of the dense generator of the other direction, B to A; for methods that need both.")]
    [PathOption]
    public string? ReverseTeacher { get; init; }

    [Description("Folder of the discriminator that judges images of A; for methods that need both directions.")]
    [PathOption]
    public string? ReverseDiscriminator { get; init; }

    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Start is not null && (Student is not null || StudentMacRatio is not null))
        {
            yield return (
                nameof(Start),
                "the student begins either as the model of 'start', or with fresh weights by 'student' and "
                    + "'studentMacRatio'; set one of them."
            );
        }
    }
}

internal sealed record DataOptions
{
    [Description("Where images come from.")]
    public PartSelection<IImageSource> Source { get; init; } = new("folder");

    [Description("Side of the square training images in pixels; where outputs have another size, of those of A.")]
    [Range(8, 4096)]
    public int ImageSize { get; init; } = 256;

    [Description("Images in a training batch; of a domain with fewer, images are repeated.")]
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 8;

    [Description(
        "Mirror training images at random; the teacher answers for the mirrored image, and a true output is mirrored "
            + "with it."
    )]
    public bool Flip { get; init; } = true;

    [Description("Train only on the first N images of each domain; 0 for all that are not for validation.")]
    [Range(0, int.MaxValue)]
    public int TrainLimit { get; init; }
}

internal sealed record ObjectiveOptions : IValidatesOptions
{
    [Description("The minimax game.")]
    public GanOptions Gan { get; init; } = new();

    [Description(
        "The compression terms by name, each with its options; leave one out, or set its 'enabled' to false, for an "
            + "ablation."
    )]
    public IReadOnlyDictionary<string, PartSelection<ICompressionTerm>> Terms { get; init; } =
        new Dictionary<string, PartSelection<ICompressionTerm>>();

    public IEnumerable<(string Property, string Message)> Faults() =>
        Terms
            .Keys.Where(static name => MetricColumns.All.Contains(name))
            .Select(static name =>
                (
                    nameof(Terms),
                    $"no term can be called '{name}': metrics.csv has a column of that name. Choose another name, "
                        + $"and give "
                        + $"its part as 'kind'."
                )
            );
}

/// <summary>What the discriminator takes for real.</summary>
internal enum RealImages
{
    /// <summary>G0(x), as the official code does.</summary>
    Teacher,

    /// <summary>Images of the target domain.</summary>
    Target,
}

internal sealed record GanOptions
{
    [Description("False to train without the minimax game.")]
    public bool Enabled { get; init; } = true;

    [Description("Factor of the generator's adversarial loss.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;

    [Description("The adversarial loss.")]
    public PartSelection<IAdversarialLoss> Loss { get; init; } = new("least-squares");

    [Description(
        "What D takes for real: the teacher's outputs (the official code) or target images; a conditional D takes the "
            + "target image that has the input's name, and so needs pairs."
    )]
    public RealImages Real { get; init; } = RealImages.Teacher;

    [Description("Size of the replay pool of generated images; 0 for none.")]
    [Range(0, 100000)]
    public int PoolSize { get; init; } = 50;

    [Description("Learning rate of D's Adam.")]
    [Range(0, 1)]
    public double LearningRate { get; init; } = 1e-4;
}

internal sealed record PruningOptions
{
    [Description("Largest allowed |masked - compact| of the extraction; more fails the run.")]
    [Range(0, 1)]
    public double Tolerance { get; init; } = 1e-4;
}

/// <summary>The values of <c>evaluation.split</c>.</summary>
internal enum ScoredSplit
{
    Test,
    Validation,
}

/// <summary>The values of <c>evaluation.metrics</c>.</summary>
internal enum ScoreKind
{
    L1,
    Psnr,
    Ssim,
    FeatureDistance,
    Kid,
    Fd,
}

internal sealed record EvaluationOptions
{
    [Description("Which scores are made.")]
    public IReadOnlyList<ScoreKind> Metrics { get; init; } = Enum.GetValues<ScoreKind>();

    [Description(
        "Which images score the result: test, or validation where settings are to be chosen by the scores. 'gs sweep' "
            + "sets it for its runs."
    )]
    public ScoredSplit Split { get; init; } = ScoredSplit.Test;

    [Description("Feature network of KID, the Fréchet distance and the feature distance.")]
    public PartSelection<IFeatureExtractor> Features { get; init; } = new("mobilenet-v2");

    [Description("Further feature networks, each with its own feature distance, KID and Fréchet distance.")]
    public IReadOnlyList<PartSelection<IFeatureExtractor>> FurtherFeatures { get; init; } = [];

    [Description(
        "True to keep the features of real images on the disk; they are found again by the hash of every image."
    )]
    public bool Cache { get; init; } = true;

    [Description("Folder of the kept features; absent for gsframework in the user's cache folder.")]
    [PathOption(MustExist = false)]
    public string? CacheFolder { get; init; }

    [Description(
        "Room for the kept features in megabytes; what was not used for longest is deleted. The newest stays, "
            + "whatever its size."
    )]
    [Range(1, 1000000)]
    public int CacheMegabytes { get; init; } = 1024;

    [Description("Subsets of KID.")]
    [Range(1, 10000)]
    public int KidSubsets { get; init; } = 50;

    [Description("Images in a subset of KID; fewer where the split has fewer.")]
    [Range(2, 100000)]
    public int KidSubsetSize { get; init; } = 50;

    [Description("Images at most per split; 0 for all.")]
    [Range(0, int.MaxValue)]
    public int Limit { get; init; }

    [Description(
        "True to time the dense and the compact network as ONNX files in ONNX Runtime on the CPU, in turn, when the "
            + "run ends."
    )]
    public bool Latency { get; init; } = true;

    /// <summary>How many of a number of images are looked at.</summary>
    public int Limited(int count) => Limit > 0 ? Math.Min(count, Limit) : count;
}

internal sealed record TeacherOptions
{
    [Description(
        "How the teacher is trained: cyclegan for two folders of unpaired images, cartoongan for photographs and "
            + "drawn images, pix2pix for pairs."
    )]
    public PartSelection<ITeacherMethod> Method { get; init; } = new("cyclegan");

    [Description("Updates of the generator.")]
    [Range(1, 100000000)]
    public int Steps { get; init; } = 6000;

    [Description("Learning rate of all networks; constant in the first half, then falling linearly to 0.")]
    [Range(0, 1)]
    public double LearningRate { get; init; } = 2e-4;

    [Description("Decay of the moving average of a generator's weights, which is what is kept.")]
    [Range(0, 0.999999)]
    public double AverageDecay { get; init; } = 0.999;

    [Description(
        "Measure the validation score every N steps, and keep the best weights by it; 0 to keep the last ones."
    )]
    [Range(0, 100000000)]
    public int ValidateEvery { get; init; } = 500;

    [Description("Stop when N validation scores in a row were no better than the best; 0 to train to the end.")]
    [Range(0, 100000)]
    public int Patience { get; init; }

    [Description("Write a checkpoint and a sample grid every N steps.")]
    [Range(1, 1000000)]
    public int CheckpointEvery { get; init; } = 500;

    [Description("Numbers in which convolutions compute; auto as in training.precision.")]
    public Precision Precision { get; init; } = Precision.Auto;
}

/// <summary>The values of <c>plugins.lock</c>.</summary>
internal enum PluginLockUse
{
    /// <summary>Each run notes its plugins.</summary>
    Record,

    /// <summary>Besides, only the plugins of the lock file are used.</summary>
    Enforce,
}

internal sealed record PluginOptions
{
    [Description("Further folders that are searched for plugins, besides plugins/ beside the program.")]
    [PathOption]
    public IReadOnlyList<string> Folders { get; init; } = [];

    [Description(
        "'enforce' to work only with the very plugins of the lock file, by SHA-256; 'gs plugins lock' writes it. "
            + "Each run notes its plugins in any case, and 'gs resume' continues only with them."
    )]
    public PluginLockUse Lock { get; init; } = PluginLockUse.Record;

    [Description("The lock file; absent for plugins.lock.json beside the configuration.")]
    [PathOption(MustExist = false)]
    public string? LockFile { get; init; }
}
