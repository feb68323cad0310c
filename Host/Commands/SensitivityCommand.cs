using System.CommandLine;
using System.Globalization;
using GsFramework.Core.Export.Onnx;

namespace GsFramework.Host.Commands;

/// <summary><c>gs sensitivity MODEL CONFIG</c>.</summary>
internal static class SensitivityCommand
{
    private const int LeastBits = 2;
    private const int MostBits = 8;

    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.Model();
        var config = CommonOptions.Config();
        var bits = new Option<int[]>("--bits")
        {
            HelpName = "N[,N]",
            Description = "Bits to round to, 2 to 8.",
            DefaultValueFactory = static _ => [8, 4],
            CustomParser = static result =>
            {
                var parsed = new List<int>();
                foreach (var part in result.Tokens.SelectMany(static token => token.Value.Split(',')))
                {
                    if (
                        !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        || number is < LeastBits or > MostBits
                    )
                    {
                        result.AddError($"--bits: '{part}' is no number from {LeastBits} to {MostBits}.");
                        return null;
                    }

                    parsed.Add(number);
                }

                return [.. parsed.Distinct()];
            },
        };
        var images = CommonOptions.Number(
            "--images",
            "N",
            "Validation images to compare, at most; ranges are chosen on four times as many training images.",
            usual: 8,
            least: 1,
            most: 1000
        );
        var calibration = new Option<string>("--calibration")
        {
            HelpName = "METHOD",
            Description = $"How ranges are chosen: {string.Join(", ", OnnxExportOptions.Methods)}.",
            DefaultValueFactory = static _ => OnnxExportOptions.NameOf(new OnnxExportOptions().Calibration),
        };
        calibration.AcceptOnlyFromAmong([.. OnnxExportOptions.Methods]);
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "sensitivity",
            "Round one layer of a model at a time, and measure what becomes of its images: which layers need more bits."
        )
        {
            model,
            config,
            bits,
            images,
            calibration,
            sets,
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
                SensitivityVerb.Run(
                    new SensitivityArguments(
                        line.GetRequiredValue(model),
                        new ConfigurationArguments(
                            line.GetRequiredValue(config),
                            line.GetRequiredValue(sets),
                            line.GetRequiredValue(plugins)
                        ),
                        line.GetRequiredValue(bits),
                        line.GetValue(images),
                        OnnxExportOptions.MethodOf(line.GetRequiredValue(calibration)),
                        line.GetValue(json)
                    ),
                    context
                )
            )
        );
        return command;
    }
}
