using System.CommandLine;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;

namespace GsFramework.Host.Commands;

/// <summary><c>gs benchmark MODEL…</c>.</summary>
internal static class BenchmarkCommand
{
    private const int Side = 256;

    public static Command Create(VerbRunner run)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "Models: folders with graph.json and weights.safetensors, and .onnx files of 'gs export'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var formats = new Option<string[]>("--formats")
        {
            HelpName = "FORMAT",
            Description =
                $"What a folder is measured as: {string.Join(", ", TimedModels.Formats)}, separated by commas. "
                + $"Unless it is given: "
                + "safetensors by TorchSharp, and onnx, and onnx-int8 where the model has ranges, by ONNX Runtime.",
            CustomParser = static result =>
                [.. result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries))],
            Validators =
            {
                static result =>
                {
                    foreach (
                        var name in result
                            .Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries))
                            .Except(TimedModels.Formats)
                    )
                    {
                        result.AddError(
                            $"--formats: there is no '{name}'; there are {string.Join(", ", TimedModels.Formats)}."
                        );
                    }
                },
            },
        };
        var runs = CommonOptions.Number("--runs", "N", "Runs of each model that are counted.", 20, least: 1);
        var warmUp = CommonOptions.Number("--warm-up", "N", "Runs of each model before those.", 3, least: 0);
        var threads = CommonOptions.Threads();
        var size = SizeOption.Create(
            $"The size of the images, such as 256 or 192x256 (rows x columns); {Side} when it is not given."
        );
        var batch = CommonOptions.Number("--batch", "N", "Images at a time.", 1, least: 1);
        var noMemory = new Option<bool>("--no-memory")
        {
            Description = "Do not measure memory, for which each model runs in a separate process.",
        };
        var synthetic = new Option<bool>("--synthetic")
        {
            Description =
                "Measure the CycleGAN generator of width 64 and 9 blocks with random weights, dense and pruned at "
                + "random.",
        };
        var ratio = new Option<double>("--ratio")
        {
            HelpName = "R",
            Description = "How many times fewer multiply-accumulates the pruned network of --synthetic has.",
            DefaultValueFactory = static _ => 4,
            Validators =
            {
                static result =>
                {
                    if (
                        result.Tokens is [_]
                        && result.Errors.Any() is false
                        && result.GetValueOrDefault<double>() is not (>= 1 and < 1e6)
                    )
                    {
                        result.AddError("--ratio: expected a number from 1.");
                    }
                },
            },
        };
        var multiples = new Option<int[]>("--multiple")
        {
            HelpName = "N",
            Description =
                "Round the channels of --synthetic's pruned network up to a multiple of N. May be given often, for a "
                + "network each.",
            DefaultValueFactory = static _ => [1],
            Validators = { CommonOptions.NotBelow(1) },
        };
        var trunk = new Option<bool>("--trunk")
        {
            Description =
                "For each of --synthetic's pruned networks, add one whose residual trunk is pruned too, as with "
                + "channel-pruning.trunk.",
        };
        var layers = new Option<bool>("--layers")
        {
            Description =
                "Measure what each layer of one network takes by its channels, in one format: a table that predicts "
                + "the times of pruned networks.",
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description = "Write the table of --layers to a JSON file.",
        };
        var checks = CommonOptions.Number(
            "--check",
            "N",
            "Try the table of --layers on N networks that are pruned at random.",
            4,
            least: 0
        );
        var report = new Option<string?>("--report")
        {
            HelpName = "FILE",
            Description = "Write a page with the table and a plot: an .html file.",
        };
        var force = CommonOptions.Force("Overwrite the page if it exists.");
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "benchmark",
            "Time models in turn, in TorchSharp and ONNX Runtime, and say what they take."
        )
        {
            models,
            formats,
            runs,
            warmUp,
            threads,
            size,
            batch,
            noMemory,
            synthetic,
            ratio,
            multiples,
            trunk,
            layers,
            output,
            checks,
            report,
            force,
            plugins,
            json,
        };
        command.Validators.Add(result =>
        {
            foreach (
                var option in new Option[] { ratio, multiples, trunk }.Where(option =>
                    result.GetResult(option) is { Implicit: false } && !result.GetValue(synthetic)
                )
            )
            {
                result.AddError($"{option.Name} is about --synthetic's networks. Give that too, or leave it out.");
            }

            foreach (
                var option in new Option[] { output, checks }.Where(option =>
                    result.GetResult(option) is { Implicit: false } && !result.GetValue(layers)
                )
            )
            {
                result.AddError($"{option.Name} is about the table of --layers. Give that too, or leave it out.");
            }

            foreach (
                var option in new Option[] { ratio, multiples, trunk, report, batch }.Where(option =>
                    result.GetResult(option) is { Implicit: false } && result.GetValue(layers)
                )
            )
            {
                result.AddError($"{option.Name} has no meaning with --layers. Leave it out.");
            }
        });
        command.SetAction(line =>
            run(context =>
            {
                var images = SizeOption.Read(line.GetValue(size)) ?? ImageSize.Square(Side);
                BenchmarkVerb.Run(
                    new BenchmarkArguments(
                        line.GetRequiredValue(models),
                        line.GetResult(formats) is { Implicit: false } ? line.GetValue(formats) : null,
                        new BenchmarkSettings(
                            images,
                            line.GetValue(batch),
                            line.GetValue(warmUp),
                            line.GetValue(runs),
                            line.GetValue(threads)
                        ),
                        line.GetValue(synthetic)
                            ? new SyntheticPruning(
                                line.GetValue(ratio),
                                line.GetRequiredValue(multiples),
                                line.GetValue(trunk)
                            )
                            : null,
                        line.GetValue(layers)
                            ? new LayersArguments(line.GetValue(output), line.GetValue(checks))
                            : null,
                        !line.GetValue(noMemory),
                        line.GetValue(report),
                        line.GetValue(force),
                        line.GetRequiredValue(plugins),
                        line.GetValue(json)
                    ),
                    context
                );
            })
        );
        return command;
    }
}
