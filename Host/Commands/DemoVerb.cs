using GsFramework.Core.Arithmetic;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Export;
using GsFramework.Host.Demo;
using GsFramework.Host.Serving;

namespace GsFramework.Host.Commands;

/// <summary>Serves the page in which models run in the browser, until it is interrupted: that is how it is meant to
/// end.</summary>
internal static class DemoVerb
{
    public static void Run(DemoArguments arguments, VerbContext context)
    {
        var format = ModelFormats.All.SingleOrDefault(format => format.Name == arguments.Format);
        Devices.OpenCpu(threads: 0, context.Log);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        using var models = DemoModels.Open(
            arguments.Models,
            format,
            catalog.LayerKinds,
            (model, folder) => ExportJobs.Make(model, Export(folder, arguments), context),
            context.Log,
            context.Cancellation
        );
        using var server = LocalServer.Start(
            DemoSite.Files(models.Models, arguments.Images).GetValueOrDefault,
            "'self' 'wasm-unsafe-eval'",
            "'self'",
            arguments.Port,
            context.Log
        );
        context.Terminal.WriteText($"Open {server.Address} in a browser of this machine; Ctrl+C ends it.");
        server.Run(context.Cancellation);
    }

    private static ExportArguments Export(string folder, DemoArguments arguments) =>
        new(folder, Format: "", Out: null, arguments.PluginFolders, Json: false, Force: false, new OnnxExportOptions());
}
