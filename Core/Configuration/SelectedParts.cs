using System.Collections;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>The parts that options select.</summary>
internal static class SelectedParts
{
    /// <summary>All of them, with those that their own options select.</summary>
    public static IEnumerable<IPartSelection> Of(object? value) =>
        value switch
        {
            null or string or IEnumerable<int> or IEnumerable<double> or IEnumerable<string> => [],
            IPartSelection selection => Of(selection.Options).Prepend(selection),
            IDictionary entries => entries.Values.Cast<object?>().SelectMany(Of),
            IEnumerable items => items.Cast<object?>().SelectMany(Of),
            _ when OptionType.Of(value.GetType()).Form == OptionForm.Options => OptionsShape
                .Of(value.GetType())
                .SelectMany(property => Of(property.Get(value))),
            _ => [],
        };
}
