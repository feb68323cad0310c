using System.Text.RegularExpressions;
using GsFramework.Tests.Host;

namespace GsFramework.Tests;

/// <summary>
/// Identifiers have the spelling of .NET, which is American, so that nobody has to remember which of them say
/// <c>Initialise</c>. Prose is British: comments, messages, and the sentences that name tests.
/// </summary>
public sealed partial class SpellingTests
{
    // Their names are also those of values and options in configurations, which stay as they are.
    private static readonly string[] _written = ["Centre", "InitialisationSteps"];

    [Fact]
    public void Identifiers_have_the_spelling_of_dotnet()
    {
        var files = Directory
            .EnumerateFiles(Repository.Path(), "*.cs", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Repository.Path(), path))
            .Where(static path =>
                !path.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj" or "artifacts")
            )
            .ToArray();

        Assert.Contains(Path.Combine("Graph", "Layer.cs"), files);
        Assert.Empty(
            files.SelectMany(static path =>
                British(File.ReadAllText(Repository.Path(path))).Select(name => $"{path}: {name}")
            )
        );
    }

    [Theory]
    [InlineData("void Initialise() { }", "Initialise")]
    [InlineData("var normalisedColour = 1;", "normalisedColour")]
    [InlineData("/* plain */ enum Behaviour { }", "Behaviour")]
    [InlineData("/// <see cref=\"Optimiser\"/>")]
    [InlineData("var x = \"the colour of a neighbour\"; // grey")]
    [InlineData("void A_quantised_layer_stays() { }")]
    [InlineData("var noise = Otherwise(promise, Optimistic, four);")]
    public void British_identifiers_are_found_and_prose_is_not(string code, params string[] names) =>
        Assert.Equal(names, British(code));

    private static IEnumerable<string> British(string code) =>
        Identifier()
            .Matches(Prose().Replace(code, " "))
            .Select(static match => match.Value)
            .Where(static name => !name.Trim('_').Contains('_') && BritishWord().IsMatch(name))
            .Except(_written);

    [GeneratedRegex(@"""""""[\s\S]*?""""""|//[^\n]*|@""(?:""""|[^""])*""|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\])'")]
    private static partial Regex Prose();

    [GeneratedRegex(@"[A-Za-z_]\w+")]
    private static partial Regex Identifier();

    [GeneratedRegex(
        "(initial|normal|optim|quant|recogn|serial|synchron|organ|summar|minim|maxim|visual|general|regular|random|token|standard|special)is(e|ing|ation)"
            + "|(col|behavi|neighb|fav|hon|lab|harb)our|grey|centr(e|ing)|metre|licence|catalogue|dialogue|analyse|(cancel|label|model|travel)l(ed|ing)|artefact|fibre|defence",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex BritishWord();
}
