using System.CommandLine;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Processes;
using GsFramework.Host.Recipes;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary><c>gs config init | recipes | validate CONFIG | schema | reference</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(VerbRunner run) =>
        new("config", "Write, check and describe configurations.")
        {
            Init(run),
            ListRecipes(run),
            Validate(run),
            Description(
                run,
                "schema",
                "Write the JSON schema of configurations, with the options of all plugins.",
                static catalog => new SchemaWriter(catalog).Write()
            ),
            Description(
                run,
                "reference",
                "Write a page of every key of a configuration in Markdown, with the options of all plugins.",
                static catalog => new ReferenceWriter(catalog).Write()
            ),
        };

    private static Command Init(VerbRunner run)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The file to write; it must not exist. gs.json, or the name of the recipe, without it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var recipe = new Option<string?>("--recipe")
        {
            HelpName = "NAME",
            Description = "Write the settings of a task instead; 'gs config recipes' lists them.",
        };
        recipe.CompletionSources.Add([.. Recipe.All.Select(static recipe => recipe.Name)]);
        var plugins = CommonOptions.Plugins();
        var command = new Command(
            "init",
            "Write a configuration to begin with: every option with its meaning, or the recipe of a task."
        )
        {
            file,
            recipe,
            plugins,
        };
        command.SetAction(line =>
            run(context =>
            {
                if (line.GetValue(recipe) is { } name)
                {
                    WriteRecipe(Recipe.Find(name), line.GetValue(file), context);
                    return;
                }

                using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
                var path = line.GetValue(file) ?? "gs.json";
                WriteNew(path, new StarterConfiguration(catalog).Write());
                context.Terminal.WriteText($"Wrote {path}. Set model.teacher and what is marked SET THIS in it, then:");
                context.Terminal.Output.WriteLine($"  {Shell.Command("config", "validate", path)}");
            })
        );
        return command;
    }

    private static void WriteRecipe(Recipe recipe, string? file, VerbContext context)
    {
        var path = file ?? $"{recipe.Name}.json";
        WriteNew(path, recipe.Text);
        context.Terminal.WriteText($"Wrote {path}. What it needs, and where, stands at its top. Then:");
        context.Terminal.Output.WriteLine($"  {Shell.Command("config", "validate", path)}");
        context.Terminal.Output.WriteLine($"  {Shell.Command("compress", path, "--plan")}");
    }

    private static Command ListRecipes(VerbRunner run)
    {
        var command = new Command("recipes", "List the recipes of 'gs config init --recipe NAME'.");
        command.SetAction(_ =>
            run(context =>
            {
                var width = Recipe.All.Max(static recipe => recipe.Name.Length) + 2;
                foreach (var recipe in Recipe.All)
                {
                    context.Terminal.WriteText($"{recipe.Name.PadRight(width)}{recipe.Summary}", width);
                }
            })
        );
        return command;
    }

    private static Command Validate(VerbRunner run)
    {
        var config = CommonOptions.Config();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var command = new Command("validate", "Check a configuration and list all its faults.")
        {
            config,
            sets,
            plugins,
        };
        command.SetAction(line =>
            run(context =>
            {
                var arguments = new ConfigurationArguments(
                    line.GetRequiredValue(config),
                    line.GetRequiredValue(sets),
                    line.GetRequiredValue(plugins)
                );
                var isCompared = Has(arguments, "comparison");

                // A configuration without a teacher may be that of its training.
                var compresses = !isCompared && (Has(arguments, "method") || Has(arguments, "model:teacher"));
                var (options, catalog) = context.Load(arguments with { Compresses = compresses });
                using (catalog)
                {
                    if (isCompared)
                    {
                        ComparisonBinding.Check(arguments, options, catalog, context.Log);
                    }
                    else
                    {
                        DryRun.Of(options, catalog, context.Log);
                    }
                }

                context.Terminal.WriteText($"{arguments.Config} is valid.");
                var (option, precision) =
                    isCompared || options.Model.Teacher is not null
                        ? ("training.precision", options.Training.Precision)
                        : ("teacher.precision", options.Teacher.Precision);
                if (precision == Precision.Auto)
                {
                    context.Terminal.WriteText(
                        $"{option} is auto: the run begins by measuring whether bf16 is faster than fp32 on its "
                            + "machine."
                    );
                }
            })
        );
        return command;
    }

    private static bool Has(ConfigurationArguments arguments, string section) =>
        new ConfigurationPlace(ConfigurationLayers.Read(arguments.Config, arguments.Sets), section)
            is { Exists: true, IsNull: false };

    private static Command Description(VerbRunner run, string name, string summary, Func<PluginCatalog, string> write)
    {
        var output = TextOutput.Option();
        var plugins = CommonOptions.Plugins();
        var command = new Command(name, summary) { output, plugins };
        command.SetAction(line =>
            run(context =>
            {
                using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
                TextOutput.Write(context, line.GetValue(output), write(catalog));
            })
        );
        return command;
    }

    private static void WriteNew(string path, string text)
    {
        if (Path.Exists(path))
        {
            throw new UserException(
                $"{path} exists already and is left as it is. Name another file, or remove it first."
            );
        }

        TextOutput.WriteFile(path, text);
    }
}
