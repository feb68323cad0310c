using System.Text.Json;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Export.Onnx.Calibration;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Host.Sensitivity;
using static TorchSharp.torch;

namespace GsFramework.Host.Commands;

/// <summary>Arguments of <c>sensitivity</c>.</summary>
/// <param name="Model">A model's folder.</param>
/// <param name="Configuration">The images.</param>
/// <param name="Bits">Bits to round to.</param>
/// <param name="Images">Validation images to compare, at most.</param>
/// <param name="Calibration">How ranges are chosen.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record SensitivityArguments(
    string Model,
    ConfigurationArguments Configuration,
    IReadOnlyList<int> Bits,
    int Images,
    CalibrationMethod Calibration,
    bool Json
);

/// <summary>The verb <c>sensitivity</c>: which layers mind being rounded.</summary>
internal static class SensitivityVerb
{
    // Ranges need more images than means do.
    private const int CalibrationFactor = 4;

    /// <summary>Measures and prints the table.</summary>
    public static void Run(SensitivityArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(arguments.Configuration, null, smoke: false, context);
        using var model = ModelFolder.Load(arguments.Model, session.Run.LayerKinds);
        session.FitImages(_ => model.Graph);
        var run = session.Run;
        var size = ImageSize.Square(run.Options.Data.ImageSize);
        RunGraphs.Fits(model.Graph, arguments.Model, run.Options.Data.ImageSize);
        using var scope = NewDisposeScope();
        var calibration = Read(Split.Train, CalibrationFactor * arguments.Images);
        var images = Read(Split.Validation, arguments.Images);
        using var plain = FloatForm.Of(model);
        if (GraphQuantization.IsQuantized(model.Graph))
        {
            context.Log.Information(
                "{Model} was trained with quantisers: its rounded kernels count as fp32 here, and its activations are "
                    + "not rounded",
                arguments.Model
            );
        }

        var (layers, all) = new SensitivityMeasuring(plain, calibration, images, arguments.Calibration)
        {
            Report = (done, count) => run.Progress.Report("sensitivity", done, count, []),
            Cancellation = context.Cancellation,
        }.Measure(size, arguments.Bits);
        if (layers.Count == 0)
        {
            throw new UserException($"'{arguments.Model}' has no trained convolution, so there is nothing to round.");
        }

        var table = new SensitivityTable(
            arguments.Model,
            size.Width,
            calibration.Count,
            images.Count,
            OnnxExportOptions.NameOf(arguments.Calibration),
            layers,
            all
        );
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(table, RecordJson.Format));
            return;
        }

        SensitivityText.Write(context.Terminal, table);

        IReadOnlyList<Tensor> Read(Split split, int most)
        {
            var name = split.ToString().ToLowerInvariant();
            var found = run.Images.Open(split, Domain.Source);
            if (found.Count == 0)
            {
                throw new UserException(
                    $"{arguments.Configuration.Config} has no {name} images of A, which 'gs sensitivity' needs: ranges "
                        + "are chosen on training images, and differences measured on validation images."
                );
            }

            ImageCheck.Takes(model.Graph, $"'{arguments.Model}'", found);
            return ExportImages.Of(found, name, most, size).Images;
        }
    }
}
