using System.Text.RegularExpressions;
using GsFramework.Tests.Host;

namespace GsFramework.Tests;

/// <summary>Folders of an assembly use each other in one direction: what is above knows what is below, never the other
/// way round.</summary>
public sealed partial class FolderCircleTests
{
    [Theory]
    [InlineData("Graph", "GsFramework.Graph")]
    [InlineData("Abstractions", "GsFramework")]
    [InlineData("Core", "GsFramework.Core")]
    [InlineData("Core/Composition", "GsFramework.Core.Composition")]
    [InlineData("Core/Export/Onnx", "GsFramework.Core.Export.Onnx")]
    [InlineData("Host", "GsFramework.Host")]
    [InlineData("Host/Reporting/Html", "GsFramework.Host.Reporting.Html")]
    [InlineData("Testing", "GsFramework.Testing")]
    [InlineData("Plugins/ChannelPruning", "GsFramework.ChannelPruning")]
    [InlineData("Plugins/CoEvolution", "GsFramework.CoEvolution")]
    [InlineData("Plugins/Distillation", "GsFramework.Distillation")]
    [InlineData("Plugins/Models", "GsFramework.Models")]
    [InlineData("Plugins/Quantization", "GsFramework.Quantization")]
    [InlineData("Plugins/Slurm", "GsFramework.Slurm")]
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
        Write(folder, "C", "using static Some.A.X;\n\nnamespace Some.C;\n\nclass Z;\n");

        Assert.Equal(["A", "B", "C", "A"], Circle(Uses(folder.Path, "Some")));
    }

    [Fact]
    public void Names_in_comments_and_texts_and_members_of_the_same_name_are_no_use()
    {
        using var folder = new Folder();
        Write(folder, "A", "using Some.B;\n\nnamespace Some.A;\n\nclass X;\n");
        Write(
            folder,
            "B",
            "namespace Some.B;\n\n/// <see cref=\"A.X\"/>\nclass Y { string z = \"A.X\"; int n = A.Length; } // A.X\n"
        );

        Assert.Null(Circle(Uses(folder.Path, "Some")));
    }

    private static void Write(Folder folder, string name, string text)
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllText(folder[name, "File.cs"], text);
    }

    // Which folders each folder names, in a 'using' or in front of one of their types.
    private static Dictionary<string, HashSet<string>> Uses(string root, string rootNamespace)
    {
        var texts = Directory
            .GetDirectories(root)
            .Where(static path => Path.GetFileName(path) is not ("bin" or "obj"))
            .ToDictionary(
                static folder => Path.GetFileName(folder),
                static folder =>
                    Directory
                        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                        .Select(static file => Ignored().Replace(File.ReadAllText(file), ""))
                        .ToArray()
            );
        var types = texts.ToDictionary(
            static folder => folder.Key,
            static folder =>
                folder
                    .Value.SelectMany(static text => Declared().Matches(text))
                    .Select(static type => type.Groups[1].Value)
                    .ToHashSet()
        );
        return texts.ToDictionary(
            static folder => folder.Key,
            folder =>
                texts
                    .Keys.Where(other =>
                        other != folder.Key
                        && folder.Value.Any(text => IsNamed(text, other, rootNamespace, types[other]))
                    )
                    .ToHashSet()
        );
    }

    private static bool IsNamed(string text, string folder, string rootNamespace, HashSet<string> types) =>
        Regex.IsMatch(text, $@"\b{Regex.Escape(rootNamespace)}\.{folder}\b")
        || Regex.Matches(text, $@"(?<![\w.]){folder}\.([A-Z]\w*)").Any(name => types.Contains(name.Groups[1].Value));

    private static IReadOnlyList<string>? Circle(Dictionary<string, HashSet<string>> uses)
    {
        var done = new HashSet<string>();
        return uses
            .Keys.Order(StringComparer.Ordinal)
            .Select(folder => Circle(uses, folder, [], done))
            .FirstOrDefault(static circle => circle is not null);
    }

    private static IReadOnlyList<string>? Circle(
        Dictionary<string, HashSet<string>> uses,
        string folder,
        IReadOnlyList<string> path,
        HashSet<string> done
    )
    {
        if (path.Contains(folder))
        {
            return [.. path.SkipWhile(above => above != folder), folder];
        }

        var circle = done.Contains(folder)
            ? null
            : uses[folder]
                .Order(StringComparer.Ordinal)
                .Select(next => Circle(uses, next, [.. path, folder], done))
                .FirstOrDefault(static found => found is not null);
        done.Add(folder);
        return circle;
    }

    // Comments and texts. A verbatim or raw text may hold quotes, but no name of a folder that matters here.
    [GeneratedRegex(@"//[^\n]*|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Ignored();

    [GeneratedRegex(
        @"\b(?:class|struct|interface|enum|record|delegate\s+[\w<>?]+)\s+(?:struct\s+|class\s+)?([A-Z]\w*)"
    )]
    private static partial Regex Declared();
}
