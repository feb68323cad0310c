using System.Reflection;
using GsFramework.Core.Text;

namespace GsFramework.Host.Recipes;

/// <summary>The configuration of a task that people bring, with a comment that says what it needs and where its
/// settings come from.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Text">The file.</param>
internal sealed record Recipe(string Name, string Text)
{
    private const string Prefix = "recipe/";

    /// <summary>All recipes, by name.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static name => new Recipe(name[Prefix.Length..], Read(name))),
    ];

    /// <summary>The first sentence of the comment.</summary>
    public string Summary
    {
        get
        {
            var lines = Text.Split('\n')
                .Select(static line => line.Trim())
                .SkipWhile(static line => !line.StartsWith("//", StringComparison.Ordinal))
                .TakeWhile(static line => line.Length > 2);
            return string.Join(' ', lines.Select(static line => line[2..].Trim()));
        }
    }

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static Recipe Find(string name)
    {
        string[] names = [.. All.Select(static recipe => recipe.Name)];
        return All.FirstOrDefault(recipe => recipe.Name == name)
            ?? throw new UserException(
                $"--recipe: there is no recipe '{name}'"
                    + (NearestName.Of(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : ".")
                    + $" There are {string.Join(", ", names)}."
            );
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
