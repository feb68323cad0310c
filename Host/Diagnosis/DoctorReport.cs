using GsFramework.Core.Arithmetic;

namespace GsFramework.Host.Diagnosis;

/// <summary>All that <c>gs doctor</c> finds. Fields are added, never renamed.</summary>
internal sealed record DoctorReport(
    ProgramSection Program,
    ProcessorSection Processor,
    LibTorchSection LibTorch,
    ArithmeticSection Arithmetic,
    OnnxRuntimeSection OnnxRuntime,
    MemorySection Memory,
    DiskSection Disk,
    ThreadsSection Threads,
    EnvironmentSection Environment,
    PluginsSection Plugins
)
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>True when no section has a fault.</summary>
    public bool Trusted => Faults == 0;

    /// <summary>How many faults there are.</summary>
    public int Faults => Count(FindingLevel.Fault);

    /// <summary>How many warnings there are.</summary>
    public int Warnings => Count(FindingLevel.Warning);

    /// <summary>Whether a run can be trusted here, a sentence.</summary>
    public string Verdict =>
        Trusted
            ? $"A run can be trusted here: the arithmetic in use "
                + $"({ArithmeticState.NameOf(Arithmetic.InUse ?? default)}) and ONNX Runtime compute right."
            : $"A run cannot be trusted here: {Faults} {(Faults == 1 ? "fault" : "faults")} above, in "
                + $"{string.Join(", ", Broken)}.";

    private (string Title, IReadOnlyList<Finding> Findings)[] Sections =>
        [
            ("program", Program.Findings),
            ("processor", Processor.Findings),
            ("libtorch", LibTorch.Findings),
            ("arithmetic", Arithmetic.Findings),
            ("ONNX Runtime", OnnxRuntime.Findings),
            ("memory", Memory.Findings),
            ("disk", Disk.Findings),
            ("threads", Threads.Findings),
            ("environment", Environment.Findings),
            ("plugins", Plugins.Findings),
        ];

    private IEnumerable<string> Broken =>
        Sections
            .Where(static section => section.Findings.Any(static finding => finding.Level == FindingLevel.Fault))
            .Select(static section => section.Title);

    private int Count(FindingLevel level) =>
        Sections.Sum(section => section.Findings.Count(finding => finding.Level == level));
}
