using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using GsFramework.Tests.Host.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Eng;

/// <summary>The numbers of <c>2 * tensor</c> live as long as the native call (eng/KeepArgumentsAlive.cs).</summary>
[Collection(nameof(WholeRuns))]
public class ScalarLifetimeTests
{
    private const int Operations = 60_000;

    [Fact]
    public void The_jit_is_told_not_to_optimise_torch_sharp()
    {
        var debuggable = typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>()!;

        Assert.True(debuggable.IsJITOptimizerDisabled);
        Assert.True(debuggable.IsJITTrackingEnabled, "The runtime heeds the one only with the other.");
    }

    // Values that are equal share their place in an assembly: the old one is also that of calling conventions.
    [Fact]
    public void No_other_attribute_was_changed_by_the_build()
    {
        using var file = File.OpenRead(typeof(torch).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        byte[] changed = [1, 0, 3, 1, 0, 0, 0, 0];

        var holders = metadata.CustomAttributes.Select(metadata.GetCustomAttribute)
            .Where(attribute => metadata.GetBlobBytes(attribute.Value).SequenceEqual(changed))
            .ToArray();

        Assert.Equal(HandleKind.AssemblyDefinition, Assert.Single(holders).Parent.Kind);
    }

    // With the TorchSharp.dll of the package this fails within a second: "Expected false to be true", or "Unknown scalar type".
    [Fact]
    public void Scalars_outlive_their_native_call_while_another_thread_collects()
    {
        var isDone = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                GC.Collect(0);
                Thread.SpinWait(3000);
            }
        });
        collector.Start();
        try
        {
            using var numbers = ones(4);
            for (var done = 0; done < Operations; done += 4)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(2.5f, (numbers * 2.5)[0].item<float>());
                Assert.Equal(0.75f, (1.0 - numbers.mul(0.25))[0].item<float>());
                Assert.Equal(-0.5f, nn.functional.leaky_relu(numbers - 2.0, 0.5)[0].item<float>());
                Assert.Equal(3f, full_like(numbers, 3.0).clamp(0.0, 5.0)[0].item<float>());
            }
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            collector.Join();
        }
    }
}
