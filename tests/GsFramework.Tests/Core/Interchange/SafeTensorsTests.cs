using System.Security.Cryptography;
using System.Text;
using GsFramework.Core.Interchange;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    private string Path => _folder["weights.safetensors"];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_type_comes_back_as_it_was(ScalarType type)
    {
        var value = (randn(2, 3, 5) * 50).to(type);
        SafeTensors.Write(Path, [new("x", value)]);
        using var file = SafeTensors.Read(Path);

        TensorAssert.Same(value, file.Tensors["x"]);
    }

    [Fact]
    public void Scalars_empty_tensors_and_odd_names_come_back_in_the_order_in_which_they_were_given()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["z"] = tensor((sbyte)-3),
            ["größe \"q\"\n"] = zeros(0, 4),
            ["a"] = tensor(1.5),
        };
        SafeTensors.Write(Path, tensors);
        using var file = SafeTensors.Read(Path);

        Assert.Equal(tensors.Keys, file.Tensors.Keys);
        Assert.All(tensors, pair => TensorAssert.Same(pair.Value, file.Tensors[pair.Key]));
    }

    [Fact]
    public void Views_that_are_not_contiguous_are_written_by_value()
    {
        var whole = arange(24, dtype: float32).reshape(4, 6);
        SafeTensors.Write(Path, [new("t", whole.t()), new("cut", whole[.., 1..3]), new("wide", whole[0].expand(2, 6))]);
        using var file = SafeTensors.Read(Path);

        TensorAssert.Same(whole.t(), file.Tensors["t"]);
        TensorAssert.Same(whole[.., 1..3], file.Tensors["cut"]);
        TensorAssert.Same(whole[0].expand(2, 6), file.Tensors["wide"]);
    }

    [Fact]
    public void A_parameter_that_is_trained_is_written_by_value()
    {
        var parameter = ones(3).requires_grad_();
        SafeTensors.Write(Path, [new("x", parameter * 2)]);
        using var file = SafeTensors.Read(Path);

        TensorAssert.Same(full([3], 2f), file.Tensors["x"]);
        Assert.False(file.Tensors["x"].requires_grad);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        SafeTensors.Write(
            Path,
            [new("b", tensor(new byte[] { 7 })), new("a", tensor(new[] { 1f }))],
            new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }
        );

        var bytes = File.ReadAllBytes(Path);
        var header = (int)BitConverter.ToInt64(bytes);
        Assert.Equal(
            """{"__metadata__":{"x":"1","y":"2"},"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' ')
        );
        Assert.Equal(0, header % 8);
        Assert.Equal([0, 0, 0x80, 0x3F, 7], bytes[(8 + header)..]);
    }

    [Fact]
    public void Metadata_and_hash_are_read()
    {
        SafeTensors.Write(Path, [new("x", zeros(1000))], new Dictionary<string, string> { ["made"] = "by a test" });
        using var file = new WeightsReader().Read(Path);

        Assert.Equal("by a test", file.Metadata["made"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path))), file.Sha256);
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        SafeTensors.Write(Path, []);
        using var file = SafeTensors.Read(Path);

        Assert.Empty(file.Tensors);
        Assert.Equal(64, file.Sha256.Length);
    }

    [Fact]
    public void Bytes_that_are_no_booleans_are_read_as_true()
    {
        RawFile.Write(Path, """{"x":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 0, 1, 200);
        using var file = SafeTensors.Read(Path);

        TensorAssert.Same(tensor(new[] { false, true, true }), file.Tensors["x"]);
    }

    [Fact]
    public void A_type_that_the_format_lacks_is_refused() =>
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(Path, [new("x", zeros(1, dtype: complex64))]));
}
