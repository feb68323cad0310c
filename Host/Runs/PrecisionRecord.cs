using System.Globalization;
using System.Text.Json.Serialization;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Runs;

/// <summary>In which precision the convolutions of a run compute, and why.</summary>
/// <param name="Chosen"><c>fp32</c> or <c>bf16</c>.</param>
internal sealed record PrecisionRecord(string Chosen)
{
    /// <summary>What <see cref="Chosen"/> is for bf16.</summary>
    public const string Bf16 = "bf16";

    /// <summary>True for convolutions in bf16.</summary>
    [JsonIgnore]
    public bool IsBf16 => Chosen == Bf16;

    /// <summary>The same as an option.</summary>
    [JsonIgnore]
    public Precision Precision => IsBf16 ? Precision.Bf16 : Precision.Fp32;

    /// <summary>How long an update's way through the generator and back took in fp32; null where the configuration
    /// names the precision, or where it could not be measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Fp32Milliseconds { get; init; }

    /// <summary>The same in bf16.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Bf16Milliseconds { get; init; }

    /// <summary>Why fp32 was taken although it is not the faster one, or without a measurement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>True where the configuration names the precision.</summary>
    public bool Given { get; init; }

    /// <summary>It in a few words.</summary>
    [JsonIgnore]
    public string Words =>
        Given ? $"{Chosen}, by the configuration"
        : Times() is { } times ? $"{Chosen}: {times}{(Reason is null ? "" : $", but {Reason}")}"
        : $"{Chosen}: {Reason}";

    /// <summary>The record of a precision.</summary>
    /// <param name="precision">It; not auto.</param>
    public static PrecisionRecord Of(Precision precision) => new(precision.IsBf16() ? Bf16 : "fp32");

    private string? Times() =>
        (Fp32Milliseconds, Bf16Milliseconds) is ({ } fp32, { } bf16)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"forward and backward of the generator took {fp32:F1} ms in fp32 and {bf16:F1} ms in bf16, "
                    + $"{fp32 / bf16:F2} times as fast"
            )
            : null;
}
