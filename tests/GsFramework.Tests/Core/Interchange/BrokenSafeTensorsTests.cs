using GsFramework.Core.Interchange;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange;

public sealed class BrokenSafeTensorsTests : IDisposable
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
    [InlineData("""[]""", "no JSON object")]
    [InlineData("""{"x":""", "not the JSON")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        "'x'"
    )]
    [InlineData("""{"x":{"dtype":"U8","shape":[4]}}""", "'x' lacks")]
    [InlineData("""{"x":4}""", "'x' lacks")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "F8_E4M3")]
    [InlineData("""{"x":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}""", "not the JSON")]
    [InlineData("""{"x":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"x":{"dtype":"U8","shape":[-2,-2],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""", "no list of 64-bit integers")]
    [InlineData("""{"x":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}""", "no list of 64-bit integers")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}""",
        "no list of 64-bit integers"
    )]
    [InlineData("""{"x":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "does not fill")]
    [InlineData("""{"x":{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", "does not fill")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "cut off")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]}}""",
        "cut off"
    )]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", "impossible")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", "impossible")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4,8]}}""", "impossible")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "'y' overlaps"
    )]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""",
        "gap before tensor 'y'"
    )]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "3 bytes at its end")]
    [InlineData("""{"__metadata__":{"x":1}}""", "__metadata__")]
    public void A_header_that_is_wrong_is_reported_with_what_and_where(string header, string says)
    {
        RawFile.Write(Path, header, 1, 2, 3, 4);

        Assert.Contains(says, Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_001UL)]
    [InlineData(99_999_999UL)]
    [InlineData(3UL)]
    public void A_header_of_absurd_size_is_reported(ulong length)
    {
        RawFile.Write(Path, length, "{}");

        Assert.Contains(
            length.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Fault(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_header_that_is_nested_without_end_is_reported()
    {
        RawFile.Write(Path, string.Concat(Enumerable.Repeat("""{"x":""", 100_000)));

        Assert.Contains("not the JSON", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_very_many_dimensions_is_reported()
    {
        var shape = string.Join(",", Enumerable.Repeat("1", 10_000));
        RawFile.Write(Path, "{\"x\":{\"dtype\":\"U8\",\"shape\":[" + shape + "],\"data_offsets\":[0,1]}}", 1);

        Assert.Contains("10000 dimensions", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_anywhere_is_reported()
    {
        SafeTensors.Write(Path, [new("x", randn(3, 4)), new("y", zeros(5, dtype: int8))]);
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            _ = Fault();
        }
    }

    [Fact]
    public void A_file_with_bytes_changed_at_random_is_read_or_reported_but_never_crashes()
    {
        SafeTensors.Write(
            Path,
            [new("x", randn(3, 4)), new("y", zeros(5, dtype: @bool))],
            new Dictionary<string, string> { ["a"] = "b" }
        );
        var whole = File.ReadAllBytes(Path);
        var random = new Random(1);
        for (var trial = 0; trial < 1000; trial++)
        {
            var bytes = (byte[])whole.Clone();
            for (var change = 0; change <= trial % 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(Path, bytes);
            try
            {
                SafeTensors.Read(Path).Dispose();
            }
            catch (UserException)
            {
                // What a broken file is answered with.
            }
        }
    }

    [Fact]
    public void A_missing_file_is_reported() => Assert.Contains("no weight file", Fault(), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_reported()
    {
        Directory.CreateDirectory(Path);

        Assert.Contains("is a folder", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickled_checkpoint_is_reported()
    {
        File.WriteAllBytes(Path, [.. "PK\x03\x04"u8, .. new byte[1000]]);

        Assert.Contains("no whole safetensors file", Fault(), StringComparison.Ordinal);
    }

    private string Fault()
    {
        var message = Assert.Throws<UserException>(() => SafeTensors.Read(Path).Dispose()).Message;
        Assert.Contains(Path, message, StringComparison.Ordinal);
        return message;
    }
}
