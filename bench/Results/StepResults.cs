using GsFramework.Bench.Steps;

namespace GsFramework.Bench.Results;

/// <summary>Steps of several sizes: <c>steps.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Shapes">One entry for each size.</param>
internal sealed record StepResults(int SchemaVersion, IReadOnlyList<ShapeResult> Shapes)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "steps.json";

    /// <summary>These results, with those of other sizes kept.</summary>
    public StepResults With(ShapeResult result) =>
        this with
        {
            Shapes =
            [
                .. Shapes
                    .Where(known => known.Shape != result.Shape)
                    .Append(result)
                    .OrderBy(static known => known.Shape.Side * known.Shape.Width)
                    .ThenByDescending(static known => known.Shape.Blocks),
            ],
        };
}

/// <summary>The steps of one size, which took turns in one process.</summary>
/// <param name="Shape">The size.</param>
/// <param name="Rounds">How often each had its turn.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Steps">Each kind of step.</param>
internal sealed record ShapeResult(
    StepShape Shape,
    int Rounds,
    Measurement Measured,
    IReadOnlyList<StepResult> Steps
);

/// <summary>One kind of step.</summary>
/// <param name="Name">Such as <c>bf16</c>.</param>
/// <param name="Milliseconds">Of a whole step.</param>
/// <param name="Parts">Milliseconds of its parts; what is left is the loop around them.</param>
/// <param name="Against">The step that it is compared with; null for none.</param>
/// <param name="Faster">How many times faster than that in the same round.</param>
/// <param name="FasterWithoutTeacher">The same without the time that the other spends on the teacher's
/// outputs.</param>
internal sealed record StepResult(
    string Name,
    Spread Milliseconds,
    IReadOnlyDictionary<string, double> Parts,
    string? Against,
    Spread? Faster,
    Spread? FasterWithoutTeacher
);
