using System.Text.RegularExpressions;
using GsFramework.Tests.Host;

namespace GsFramework.Tests;

/// <summary>Folders of an assembly use each other in one direction: what is above knows what is below, never the other way round.</summary>
public sealed partial class FolderCircleTests
{
    [Theory]
    [InlineData("Graph", "GsFramework.Graph")]
    [InlineData("Abstractions", "GsFramework")]
    [InlineData("Core", "GsFramework.Core")]
    [InlineData("Host", "GsFramework.Host")]
    [InlineData("Testing", "GsFramework.Testing")]
    [InlineData("Plugins/ChannelPruning", "GsFramework.ChannelPruning")]
    [InlineData("Plugins/CoEvolution", "GsFramework.CoEvolution")]
    [InlineData("Plugins/Distillation", "GsFramework.Distillation")]
    [InlineData("Plugins/Models", "GsFramework.Models")]
    [InlineData("Plugins/Quantization", "GsFramework.Quantization")]
    [InlineData("Plugins/Teachers", "GsFramework.Teachers")]
    public void Folders_form_no_circle(string assembly, string rootNamespace)
    {
        var uses = Uses(Repository.Path(assembly.Split('/')), rootNamespace);

        Assert.True(Circle(uses) is not { } circle, $"{assembly}: {string.Join(" -> ", Circle(uses) ?? [])}");
    }

    [Fact]
    public void A_circle_is_found()
    {
        using var folder = new Folder();
        Write(folder, "A", "using Some.B;\n\nnamespace Some.A;\n");
        Write(folder, "B", "namespace Some.B;\n\nclass Y { C.Z? z; }\n");
        Write(folder, "C", "using static Some.A.X;\n\nnamespace Some.C;\n");

        Assert.Equal(["A", "B", "C", "A"], Circle(Uses(folder.Path, "Some")));
    }

    [Fact]
    public void Names_in_comments_and_texts_are_no_use()
    {
        using var folder = new Folder();
        Write(folder, "A", "using Some.B;\n\nnamespace Some.A;\n");
        Write(folder, "B", "namespace Some.B;\n\n/// <see cref=\"A.X\"/>\nclass Y { string z = \"A.X\"; } // A.X\n");

        Assert.Null(Circle(Uses(folder.Path, "Some")));
    }

    private static void Write(Folder folder, string name, string text)
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllText(folder[name, "File.cs"], text);
    }

    // Which folders each folder names, in a 'using' or in front of a type.
    private static Dictionary<string, HashSet<string>> Uses(string root, string rootNamespace)
    {
        var folders = Directory.GetDirectories(root).Select(static path => Path.GetFileName(path)).Where(static name => name is not ("bin" or "obj")).ToArray();
        return folders.ToDictionary(static folder => folder, folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(static file => Ignored().Replace(File.ReadAllText(file), ""))
            .SelectMany(text => folders.Where(other => other != folder && IsNamed(text, other, rootNamespace)))
            .ToHashSet());
    }

    private static bool IsNamed(string text, string folder, string rootNamespace) =>
        Regex.IsMatch(text, $@"\b{Regex.Escape(rootNamespace)}\.{folder}\b") || Regex.IsMatch(text, $@"(?<![\w.]){folder}\.[A-Z]\w*");

    private static IReadOnlyList<string>? Circle(Dictionary<string, HashSet<string>> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Order(StringComparer.Ordinal).Select(folder => Circle(uses, folder, [], done)).FirstOrDefault(static circle => circle is not null);
    }

    private static IReadOnlyList<string>? Circle(Dictionary<string, HashSet<string>> uses, string folder, IReadOnlyList<string> path, HashSet<string> done)
    {
        if (path.Contains(folder))
        {
            return [.. path.SkipWhile(above => above != folder), folder];
        }

        var circle = done.Contains(folder) ? null : uses[folder].Order(StringComparer.Ordinal)
            .Select(next => Circle(uses, next, [.. path, folder], done)).FirstOrDefault(static found => found is not null);
        done.Add(folder);
        return circle;
    }

    // Comments and texts. A verbatim or raw text may hold quotes, but no name of a folder that matters here.
    [GeneratedRegex(@"//[^\n]*|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Ignored();
}
