using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Pipeline;
using GsFramework.Tests.Packages;
using TorchSharp;

namespace GsFramework.Tests;

/// <summary>Wherever this build lays TorchSharp, it is the copy that keeps its arguments alive: see
/// eng/TorchScalars.targets.</summary>
[Collection(nameof(WholeRuns))]
public sealed class TorchSharpCopyTests : IDisposable
{
    private static readonly string _configuration = typeof(TorchSharpCopyTests)
        .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
        .Configuration;

    private readonly Folder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Beside_the_tests_TorchSharp_keeps_its_arguments_alive() =>
        Assert.True(JitOptimization.IsDisabled(typeof(torch).Assembly.Location));

    [Fact]
    public void Beside_the_program_TorchSharp_keeps_its_arguments_alive() =>
        Assert.True(
            JitOptimization.IsDisabled(Repository.Path("Host", "bin", _configuration, "net10.0", "TorchSharp.dll"))
        );

    [Fact]
    public void Published_TorchSharp_keeps_its_arguments_alive()
    {
        var published = JsonNode.Parse(
            DotNet.Run(
                _home.Path,
                Repository.Path("Host"),
                "msbuild",
                $"-p:Configuration={_configuration}",
                "-p:NoBuild=true",
                "-t:ComputeResolvedFilesToPublishList",
                "-getItem:ResolvedFileToPublish"
            )
        )!["Items"]!["ResolvedFileToPublish"]!.AsArray();

        var copy = Assert.Single(published, static file => (string?)file!["RelativePath"] == "TorchSharp.dll");
        Assert.True(JitOptimization.IsDisabled((string)copy!["FullPath"]!));
    }

    // Values that are equal share their place in an assembly: the old one is also that of calling conventions.
    [Fact]
    public void The_copy_differs_in_one_attribute_alone()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(torch).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        byte[] changed = [1, 0, 3, 1, 0, 0, 0, 0];

        var holders = metadata
            .CustomAttributes.Select(metadata.GetCustomAttribute)
            .Where(attribute => metadata.GetBlobBytes(attribute.Value).SequenceEqual(changed));

        Assert.Equal(HandleKind.AssemblyDefinition, Assert.Single(holders).Parent.Kind);
    }

    /// <summary>Not kept alive is what is no argument but made for the native call alone. A new version of TorchSharp
    /// may have more of it, and eng/BannedSymbols.txt must name what calls it.</summary>
    [Fact]
    public void Only_methods_that_are_banned_make_a_number_for_a_native_call_alone()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(torch).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        var handle = metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Single(type =>
                metadata.GetString(type.Namespace) == nameof(TorchSharp)
                && metadata.GetString(type.Name) == nameof(Scalar)
            )
            .GetMethods()
            .Single(method => metadata.GetString(metadata.GetMethodDefinition(method).Name) == "get_Handle");

        var makers = metadata
            .MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(static method => method.RelativeVirtualAddress != 0)
            .Where(method =>
                HasAfterCall(assembly.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!, Token(handle))
            )
            .Select(method => metadata.GetString(method.Name));

        Assert.Equal(["DetermineArgumentTypeRefs", "matrix_norm", "vector_norm"], makers.Order(StringComparer.Ordinal));
    }

    // Both calls are an opcode and a token, five bytes. An argument or a local would be loaded by one to four bytes.
    private static bool HasAfterCall(byte[] code, int called)
    {
        for (var at = 5; at <= code.Length - 5; at++)
        {
            if (
                IsCall(code, at)
                && BitConverter.ToInt32(code, at + 1) == called
                && IsCall(code, at - 5)
                && code[at - 1] is 0x06 or 0x0a
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCall(byte[] code, int at) => code[at] is 0x28 or 0x6f;

    private static int Token(MethodDefinitionHandle method) => MetadataTokens.GetToken(method);
}
