using System.CommandLine;
using GsFramework.Core.Composition.Lock;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Commands;

/// <summary><c>gs plugins lock CONFIG</c>.</summary>
internal static class PluginLockCommand
{
    public static Command Create(VerbRunner run)
    {
        var config = CommonOptions.Config();
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description =
                $"The file to write; plugins.lockFile of the configuration, or {PluginLock.FileName} beside it, when "
                + $"it is not given.",
        };
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var command = new Command(
            "lock",
            "Write version and SHA-256 of all plugins, for a configuration whose plugins.lock is 'enforce'. A file "
                + "that is there is replaced."
        )
        {
            config,
            output,
            sets,
            plugins,
        };
        command.SetAction(line =>
            run(context =>
            {
                var layers = ConfigurationLayers.Read(line.GetRequiredValue(config), line.GetRequiredValue(sets));
                var (options, catalog) = ConfigurationFile.LoadWithPlugins(
                    layers,
                    line.GetRequiredValue(plugins),
                    context.Log,
                    needsImages: false,
                    checks: new PluginChecks { IsEnforced = false }
                );
                using (catalog)
                {
                    var path = line.GetValue(output) ?? ConfigurationLock.PathOf(options, layers);
                    PluginLock.Of(catalog, UsedPlugins.Of(options, catalog)).Write(path);
                    context.Terminal.Output.WriteLine(path);
                }
            })
        );
        return command;
    }
}
