using System.CommandLine;
using System.CommandLine.Parsing;
using GsFramework.Core.Export.Onnx;

namespace GsFramework.Host.Commands;

/// <summary>The options of <c>gs export</c> that are about ONNX files.</summary>
internal sealed class OnnxOptions
{
    private readonly Option<string?> _size = SizeOption.Create(
        "ONNX: the only size of images that the file takes, such as 256 or 192x256 (rows x columns); any when it is "
            + "not given."
    );

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
        Description =
            "ONNX: take and give uint8 images (N, H, W, C) of 0 to 255 instead of fp32 (N, C, H, W) in [-1, 1].",
    };

    private readonly Option<int> _opset = new("--opset")
    {
        HelpName = "N",
        Description =
            $"ONNX: the version of the operators, {OnnxOpset.Oldest} to {OnnxOpset.Newest}, for runtimes that want "
            + "another one.",
        DefaultValueFactory = static _ => OnnxOpset.Usual,
        Validators =
        {
            static result =>
            {
                if (
                    result.Tokens is [var token]
                    && int.TryParse(token.Value, out var opset)
                    && opset is < OnnxOpset.Oldest or > OnnxOpset.Newest
                )
                {
                    result.AddError($"--opset {opset}: expected {OnnxOpset.Oldest} to {OnnxOpset.Newest}.");
                }
            },
        },
    };

    private readonly Option<string?> _images = new("--images")
    {
        HelpName = "DIR",
        Description =
            "ONNX: a folder of images on which the file is checked against TorchSharp; without it the test images of "
            + "the run that made MODEL, or random ones.",
    };

    private readonly Option<string?> _calibrate = new("--calibrate")
    {
        HelpName = "DIR",
        Description =
            "onnx-int8: a folder of images from which ranges are chosen after training; without it those that MODEL "
            + "was trained with.",
    };

    private readonly Option<string> _calibration = new("--calibration")
    {
        HelpName = "METHOD",
        Description = $"onnx-int8: how they are chosen: {string.Join(", ", OnnxExportOptions.Methods)}.",
        DefaultValueFactory = static _ => OnnxExportOptions.NameOf(new OnnxExportOptions().Calibration),
    };

    public void AddTo(Command command, Option<string> format)
    {
        _calibration.AcceptOnlyFromAmong([.. OnnxExportOptions.Methods]);
        command.Add(_images);
        command.Add(_calibrate);
        command.Add(_calibration);
        command.Add(_size);
        command.Add(_batch);
        command.Add(_pixels);
        command.Add(_opset);
        command.Validators.Add(result =>
            Refuse(result, result.GetResult(format)?.Tokens is [var token] ? token.Value : "")
        );
    }

    // An option that would be passed over is a misunderstanding, and the file not what the user thinks.
    private void Refuse(CommandResult result, string format)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        bool IsMethod() =>
            result.GetResult(_calibration)?.Tokens is [var token] && OnnxExportOptions.Methods.Contains(token.Value);
        Option[] useless =
        [
            .. format.StartsWith("onnx", StringComparison.Ordinal)
                ? Array.Empty<Option>()
                : [_images, _size, _batch, _pixels, _opset],
            .. format == OnnxInt8Format.FormatName ? Array.Empty<Option>() : [_calibrate, _calibration],
        ];
        foreach (var option in useless.Where(IsGiven).Where(option => option != _calibration || IsMethod()))
        {
            result.AddError($"{option.Name} has no meaning with --format {format}. Leave it out.");
        }

        if (format == OnnxInt8Format.FormatName && IsGiven(_calibration) && IsMethod() && !IsGiven(_calibrate))
        {
            result.AddError(
                $"{_calibration.Name} says how ranges are chosen, but not from which images. Give a folder with "
                    + $"{_calibrate.Name} too."
            );
        }
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
            Opset = line.GetRequiredValue(_opset),
            CheckFolder = line.GetValue(_images),
            CalibrationFolder = line.GetValue(_calibrate),
            Calibration = OnnxExportOptions.MethodOf(line.GetRequiredValue(_calibration)),
        };
    }
}
