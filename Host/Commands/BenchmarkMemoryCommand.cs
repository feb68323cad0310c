using System.CommandLine;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Inference;
using GsFramework.Host.Benchmarking;

namespace GsFramework.Host.Commands;

/// <summary>What <see cref="MemoryProbe"/> runs in a process of its own.</summary>
internal static class BenchmarkMemoryCommand
{
    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.ModelOrFile();
        var size = SizeOption.Create("The size of the images.");
        var batch = CommonOptions.Number("--batch", "N", "Images at a time.", 1, least: 1);
        var threads = CommonOptions.Threads();
        var plugins = CommonOptions.Plugins();
        var command = new Command(MemoryProbe.Verb, "Print how much memory a model takes.")
        {
            model,
            size,
            batch,
            threads,
            plugins,
        };
        command.Hidden = true;
        command.SetAction(line =>
            run(context =>
            {
                var settings = new BenchmarkSettings(
                    SizeOption.Read(line.GetRequiredValue(size))!,
                    line.GetValue(batch),
                    0,
                    1,
                    line.GetValue(threads)
                );
                using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
                Devices.OpenCpu(settings.Threads, context.Log);
                context.Terminal.Output.WriteLine(
                    MemoryProbe.Here(
                        () => ImageNetworks.Open(line.GetRequiredValue(model), catalog.LayerKinds, settings.Threads),
                        settings
                    )
                );
            })
        );
        return command;
    }
}
