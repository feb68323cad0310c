using System.CommandLine;
using System.CommandLine.Parsing;
using GsFramework.Host.Export.Onnx;

namespace GsFramework.Host.Commands;

/// <summary>The options of <c>gs export</c> that are about ONNX files.</summary>
internal sealed class OnnxOptions
{
    private readonly Option<string?> _size = SizeOption.Create(
        "ONNX: the only size of images that the file takes, such as 256 or 192x256 (rows x columns); any when it is not given.");

    private readonly Option<int?> _batch = new("--batch")
    {
        HelpName = "N",
        Description = "ONNX: the only number of images in a batch; any when it is not given.",
        Validators =
        {
            static result =>
            {
                if (result.Tokens is [var token] && int.TryParse(token.Value, out var batch) && batch < 1)
                {
                    result.AddError($"--batch {batch}: expected a whole number from 1.");
                }
            },
        },
    };

    private readonly Option<bool> _pixels = new("--pixels")
    {
        Description = "ONNX: take and give uint8 images (N, H, W, 3) of 0 to 255 instead of fp32 (N, 3, H, W) in [-1, 1].",
    };

    private readonly Option<string?> _images = new("--images")
    {
        HelpName = "DIR",
        Description = "ONNX: a folder of images on which the file is checked against TorchSharp; without it the test images of the run in which MODEL lies, or random ones.",
    };

    private readonly Option<string?> _calibrate = new("--calibrate")
    {
        HelpName = "DIR",
        Description = "onnx-int8: a folder of images from which ranges are chosen after training; without it those that MODEL was trained with.",
    };

    private readonly Option<string> _calibration = new("--calibration")
    {
        HelpName = "METHOD",
        Description = $"onnx-int8: how they are chosen: {string.Join(", ", OnnxExportOptions.Methods)}.",
        DefaultValueFactory = static _ => OnnxExportOptions.NameOf(new OnnxExportOptions().Calibration),
    };

    public void AddTo(Command command)
    {
        _calibration.AcceptOnlyFromAmong([.. OnnxExportOptions.Methods]);
        command.Add(_images);
        command.Add(_calibrate);
        command.Add(_calibration);
        command.Add(_size);
        command.Add(_batch);
        command.Add(_pixels);
    }

    public OnnxExportOptions Read(ParseResult line)
    {
        var size = SizeOption.Read(line.GetValue(_size));
        return new OnnxExportOptions
        {
            Shape = new OnnxShape
            {
                Batch = line.GetValue(_batch),
                Height = size?.Height,
                Width = size?.Width,
                Pixels = line.GetValue(_pixels),
            },
            CheckFolder = line.GetValue(_images),
            CalibrationFolder = line.GetValue(_calibrate),
            Calibration = OnnxExportOptions.MethodOf(line.GetRequiredValue(_calibration)),
        };
    }
}
