using System.Security.Cryptography;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

public sealed class CheckpointTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("every-kind.pth")]
    [InlineData("every-kind-legacy.pth")]
    public void Every_type_is_read_in_the_files_order(string name)
    {
        using var file = Fixture.Read(name);

        var types = new Dictionary<string, ScalarType>
        {
            ["float64"] = ScalarType.Float64,
            ["float16"] = ScalarType.Float16,
            ["bfloat16"] = ScalarType.BFloat16,
            ["int64"] = ScalarType.Int64,
            ["int32"] = ScalarType.Int32,
            ["int16"] = ScalarType.Int16,
            ["int8"] = ScalarType.Int8,
            ["uint8"] = ScalarType.Byte,
            ["bool"] = ScalarType.Bool,
        };
        Assert.Equal(["conv.weight", "conv.bias", "scalar", "empty", .. types.Keys], file.Tensors.Keys);
        TensorAssert.Same(Fixture.Pattern(1, ScalarType.Float32, 2, 3, 2, 2), file.Tensors["conv.weight"]);
        TensorAssert.Same(Fixture.Pattern(2, ScalarType.Float32, 2), file.Tensors["conv.bias"]);
        TensorAssert.Same(Fixture.Pattern(3, ScalarType.Float32), file.Tensors["scalar"]);
        Assert.Equal([0, 4], file.Tensors["empty"].shape);
        Assert.All(types, type => TensorAssert.Same(Fixture.Pattern(4, type.Value, 3, 5), file.Tensors[type.Key]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Fixture.Path(name)))), file.Sha256);
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("views-legacy.pth")]
    public void Views_of_one_storage_become_tensors_of_their_own(string name)
    {
        using var file = Fixture.Read(name);

        var whole = Fixture.Pattern(5, ScalarType.Float32, 6, 4);
        TensorAssert.Same(whole, file.Tensors["whole"]);
        TensorAssert.Same(whole.t(), file.Tensors["t"]);
        TensorAssert.Same(whole[1..3].index_select(1, tensor(new long[] { 0, 2 })), file.Tensors["cut"]);
        TensorAssert.Same(whole[5], file.Tensors["row"]);
        TensorAssert.Same(whole[0].expand(3, 4), file.Tensors["wide"]);
        file.Tensors["row"].zero_();
        TensorAssert.Same(whole, file.Tensors["whole"]);
        Assert.All(file.Tensors.Values, static value => Assert.True(value.is_contiguous()));
    }

    [Theory]
    [InlineData("nested.pth")]
    [InlineData("nested-legacy.pth")]
    public void The_generator_is_found_among_optimisers_and_numbers(string name)
    {
        using var file = Fixture.Read(name);

        Assert.Equal(["weight", "bias"], file.Tensors.Keys);
        TensorAssert.Same(Fixture.Pattern(6, ScalarType.Float32, 3, 2, 1, 1), file.Tensors["weight"]);
        Assert.Equal("netG", file.Metadata["pytorch.key"]);
        Assert.Equal("netD", file.Metadata["pytorch.others"]);
    }

    [Theory]
    [InlineData("netD", "score.weight")]
    [InlineData("netD.score", "weight")]
    public void A_key_chooses_another_dictionary_and_nested_names_are_joined(string key, string tensor)
    {
        using var file = Fixture.Read("nested.pth", key);

        TensorAssert.Same(
            Fixture.Pattern(8, ScalarType.Float32, 2),
            Assert.Single(file.Tensors, pair => pair.Key == tensor).Value
        );
    }

    [Fact]
    public void The_whole_file_can_be_taken_as_one_network()
    {
        using var file = Fixture.Read("two-networks.pth", ".");

        Assert.Equal(["first.a", "second.a", "second.b"], file.Tensors.Keys);
    }

    [Theory]
    [InlineData("two-networks.pth", null, "first (1 tensors), second (2 tensors). Say which one with --key NAME")]
    [InlineData("two-networks.pth", "third", "holds no dictionary 'third'. There are: first (1 tensors)")]
    [InlineData("one-tensor.pth", null, "holds a single tensor")]
    [InlineData("complex.pth", null, "the tensor 'a' of complex64")]
    [InlineData("os-system.pth", null, "asks for 'posix.system'")]
    [InlineData("os-system-legacy.pth", null, "asks for 'posix.system'")]
    [InlineData("whole-module.pth", null, "asks for 'torch.nn.modules.conv.Conv2d'")]
    [InlineData("whole-module-legacy.pth", null, "asks for 'torch.nn.modules.conv.Conv2d'")]
    [InlineData("torchscript.pt", null, "is a TorchScript program")]
    public void What_is_not_read_is_named_with_a_remedy(string name, string? key, string says)
    {
        var fault = Assert.Throws<UserException>(() => Fixture.Read(name, key).Dispose());

        Assert.Contains(Fixture.Path(name), fault.Message, StringComparison.Ordinal);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_failed_download_leaves_is_named()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["a.pth"], "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        File.WriteAllText(folder["b.pth"], "<!DOCTYPE html><html></html>");

        Assert.Contains(
            "a pointer of Git LFS",
            Assert
                .Throws<UserException>(() => new GsFramework.Core.Interchange.WeightsReader().Read(folder["a.pth"]))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "a web page",
            Assert
                .Throws<UserException>(() => new GsFramework.Core.Interchange.WeightsReader().Read(folder["b.pth"]))
                .Message,
            StringComparison.Ordinal
        );
    }
}
