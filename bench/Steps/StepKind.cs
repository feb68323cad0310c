namespace GsFramework.Bench.Steps;

/// <summary>A way to make a step.</summary>
/// <param name="Name">How it is printed.</param>
/// <param name="Against">What it is compared with; null for nothing.</param>
/// <param name="Prepare">Sets it up.</param>
internal sealed record StepKind(string Name, string? Against, Func<StepShape, IStepRun> Prepare)
{
    private const string Reference = "reference, fp32";
    private const string Quantized = "reference, 8 bit";

    /// <summary>The official way, in fp32 and with its quantisers.</summary>
    public static IReadOnlyList<StepKind> References { get; } =
        [
            new(Reference, null, static shape => new ReferenceRun(shape, quantized: false)),
            new(Quantized, null, static shape => new ReferenceRun(shape, quantized: true)),
        ];

    /// <summary>The program's ways: without quantisers, with those of the official code, with its own, and what is left
    /// of the first and the last once the generator has 8 times fewer operations.</summary>
    public static IReadOnlyList<StepKind> Products { get; } =
        [
            new("fp32", Reference, static shape => new ProductRun(shape, null, bfloat16: false)),
            new("bf16", Reference, static shape => new ProductRun(shape, null, bfloat16: true)),
            new("8 bit, official quantisers", Quantized, static shape => new ProductRun(shape, "reference", false)),
            new("8 bit", Quantized, static shape => new ProductRun(shape, "deployable", bfloat16: false)),
            new("8 bit, bf16", Quantized, static shape => new ProductRun(shape, "deployable", bfloat16: true)),
            new("8x fewer MACs, fp32", Reference, static shape => new ProductRun(shape, null, false, macRatio: 8)),
            new("8x fewer MACs, bf16", Reference, static shape => new ProductRun(shape, null, true, macRatio: 8)),
        ];
}
