using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;

namespace GsFramework.Core.Configuration;

/// <summary>Looks at options that nobody has set: a plugin's default may be one that the plugin itself would refuse,
/// and a run that wrote it down could not be resumed.</summary>
internal static class PartDefaults
{
    /// <summary>Tests the numbers in the options of all selected parts. What a configuration has set was tested when it
    /// was bound.</summary>
    /// <exception cref="PluginException">One is out of its range.</exception>
    public static void Check(RunOptions options, PluginCatalog catalog)
    {
        foreach (var selection in SelectedParts.Of(options))
        {
            if (selection.Options is { } values && catalog.Find(selection.Contract, selection.Kind) is { } part)
            {
                Check(part, values);
            }
        }
    }

    private static void Check(CatalogPart part, object values)
    {
        foreach (
            var property in OptionsShape
                .Of(values.GetType())
                .Where(static property =>
                    property.Type.Form is OptionForm.Integer or OptionForm.IntegerOrAuto or OptionForm.Number
                )
        )
        {
            if (property.Get(values) is { } value && ScalarText.Fault(value, property.Type, property) is { } fault)
            {
                throw PluginCode.Broken(
                    PartName.Of(part),
                    PluginPhase.Construct,
                    $"the default of its option '{property.Name}' is refused: {fault}.",
                    "Fix the plugin: give the option a default within its limits. Or set it in the configuration."
                );
            }
        }
    }
}
