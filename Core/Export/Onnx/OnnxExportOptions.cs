using System.Text.Json;
using GsFramework.Core.Export.Onnx.Calibration;

namespace GsFramework.Core.Export.Onnx;

/// <summary>What the user asked of an ONNX file.</summary>
internal sealed record OnnxExportOptions
{
    /// <summary>What the file takes and gives.</summary>
    public OnnxShape Shape { get; init; } = new();

    /// <summary>The version of the operators.</summary>
    public int Opset { get; init; } = OnnxOpset.Usual;

    /// <summary>How ranges are calibrated where they are.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.Mse;

    /// <summary>A folder of images on which the file is checked; null for the run's test images, or random
    /// ones.</summary>
    public string? CheckFolder { get; init; }

    /// <summary>A folder of images on which ranges are calibrated; null for the ranges that the model was trained
    /// with.</summary>
    public string? CalibrationFolder { get; init; }

    /// <summary>The names of the methods of calibration.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. Enum.GetValues<CalibrationMethod>().Select(NameOf)];

    /// <summary>The name of a method of calibration.</summary>
    public static string NameOf(CalibrationMethod method) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(method.ToString());

    /// <summary>The method with a name.</summary>
    public static CalibrationMethod MethodOf(string name) =>
        Enum.GetValues<CalibrationMethod>().Single(method => NameOf(method) == name);
}
