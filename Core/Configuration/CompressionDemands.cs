using System.Text.Json;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Core.Configuration;

/// <summary>
/// What a compression demands of a configuration that no section can judge by itself: the networks with which its parts
/// work, and a budget with room for both trainings. Other uses of the same file, such as the training of a teacher, do
/// not.
/// </summary>
internal static class CompressionDemands
{
    /// <summary>The demands that are not met.</summary>
    public static IEnumerable<ConfigurationFault> Faults(RunOptions options, PluginCatalog catalog) =>
        Networks(options, catalog).DistinctBy(static fault => fault.Path).Concat(Budget(options));

    private static IEnumerable<ConfigurationFault> Networks(RunOptions options, PluginCatalog catalog)
    {
        var model = options.Model;
        if (model.Teacher is null)
        {
            yield return new ConfigurationFault("model.teacher", MissingTeacher);
        }

        if (options.Objective.Gan.Enabled && model.TeacherDiscriminator is null && model.Discriminator is null)
        {
            yield return new ConfigurationFault(
                "objective.gan",
                "it needs a discriminator: give model.teacherDiscriminator (a folder) or model.discriminator (an "
                    + "architecture with fresh weights), "
                    + "or set objective.gan.enabled to false"
            );
        }

        foreach (
            var (selection, network, remedy) in Needs(options, catalog).Where(need => Of(model, need.Network) is null)
        )
        {
            yield return new ConfigurationFault(
                $"model.{JsonNamingPolicy.CamelCase.ConvertName(network.ToString())}",
                $"the {ContractNames.Of(selection.Contract)} '{selection.Kind}' needs it: {remedy}"
            );
        }
    }

    /// <summary>What is said where the teacher is not given.</summary>
    public const string MissingTeacher =
        "it is missing: give the folder of the dense generator (graph.json and weights.safetensors), such as the "
        + "model/ folder of a 'gs teacher' run";

    private static IEnumerable<(IPartSelection Selection, ModelNetwork Network, string Remedy)> Needs(
        RunOptions options,
        PluginCatalog catalog
    )
    {
        foreach (
            var selection in options
                .Objective.Terms.Values.Prepend<IPartSelection?>(options.Method)
                .OfType<IPartSelection>()
        )
        {
            foreach (var (network, remedy) in (selection.Options as INeedsNetworks)?.Needs() ?? [])
            {
                yield return (selection, network, remedy);
            }

            if (
                catalog
                    .Find(selection.Contract, selection.Kind)
                    ?.Metadata.Implementation.IsAssignableTo(typeof(INeedsTeacherDiscriminator)) == true
            )
            {
                yield return (
                    selection,
                    ModelNetwork.TeacherDiscriminator,
                    "give its folder, such as discriminator/ of a 'gs teacher' run"
                );
            }
        }
    }

    private static string? Of(ModelOptions model, ModelNetwork network) =>
        network switch
        {
            ModelNetwork.TeacherDiscriminator => model.TeacherDiscriminator,
            ModelNetwork.ReverseTeacher => model.ReverseTeacher,
            ModelNetwork.ReverseDiscriminator => model.ReverseDiscriminator,
            _ => throw new ArgumentOutOfRangeException(nameof(network), network, "No such network."),
        };

    // A budget of time may turn out too small as well, but how long an update takes is not known yet.
    private static IEnumerable<ConfigurationFault> Budget(RunOptions options)
    {
        var (budget, slim) = (options.Training.Budget?.Updates, options.Training.Slim.Steps);
        if (options.Method is null && slim > 0 && budget <= slim)
        {
            yield return new ConfigurationFault(
                "training.budget.updates",
                $"{budget} updates are for slimming and fine-tuning together, but slimming alone may take {slim} "
                    + $"(training.slim.steps), so that nothing is "
                    + "left for fine-tuning; raise the budget or lower training.slim.steps"
            );
        }
    }
}
