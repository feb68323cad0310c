using GsFramework.Core.Interchange;
using GsFramework.Parts;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

public class CheckpointChoiceTests
{
    [Theory]
    [InlineData("netG_A2B", "netG_B2A")]
    [InlineData("netG_A", "netG_B", "netD_A", "netD_B")]
    [InlineData("state_dict", "ema")]
    [InlineData("params", "params_ema")]
    [InlineData("first", "netD")]
    public void Several_networks_are_listed_and_a_key_is_asked_for(params string[] keys)
    {
        var message = Assert.Throws<UserException>(() => Read(Networks(keys)).Dispose()).Message;

        Assert.Contains("Say which one with --key NAME", message, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.Contains($"{key} (1 tensors)", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("netG", "netD")]
    [InlineData("netG_A2B", "netD_A", "netD_B")]
    [InlineData("generator", "discriminator", "optimizer_G")]
    [InlineData("G", "D")]
    [InlineData("state_dict", "optimizer")]
    [InlineData("whatever")]
    [InlineData("netD")]
    public void The_usual_network_beside_what_is_plainly_no_generator_is_taken(params string[] keys)
    {
        using var file = Read(Networks(keys));

        Assert.Equal(keys[0], file.Metadata["pytorch.key"]);
        Assert.Equal(string.Join('\n', keys[1..]), file.Metadata["pytorch.others"]);
    }

    [Fact]
    public void A_key_that_was_asked_for_is_given_with_the_others()
    {
        using var file = Read(Networks("netG_A2B", "netG_B2A", "netD"), "netG_B2A");

        Assert.Equal("netG_B2A", file.Metadata["pytorch.key"]);
        Assert.Equal("netG_A2B\nnetD", file.Metadata["pytorch.others"]);
    }

    [Fact]
    public void A_tensor_under_a_number_is_there_under_a_name_that_no_parameter_has()
    {
        var pickle = new Pickled()
            .Op("}")
            .Text("weight")
            .Tensor(1, 0, [1], [1])
            .Op("s")
            .Integer(7)
            .Tensor(1, 0, [1], [1])
            .Op("s");
        using var file = Read(Pickled.Zip(pickle.Bytes, ("archive/data/0", new byte[4])));

        Assert.Equal(["weight", "[7]"], file.Tensors.Keys);
    }

    [Fact]
    public void The_advice_for_sparse_tensors_is_to_make_them_dense()
    {
        var pickle = Pickled.InDictionary(static p => p.Global("torch._utils", "_rebuild_sparse_tensor").Op("(tR"));

        var message = Assert.Throws<UserException>(() => Read(Pickled.Zip(pickle.Bytes)).Dispose()).Message;

        Assert.Contains(".to_dense()", message, StringComparison.Ordinal);
    }

    public static TheoryData<byte[]> NoCheckpoints =>
        [
            "hello world, this is text {not JSON}\n"u8.ToArray(),
            "{\"width\": 64}\n"u8.ToArray(),
            (byte[])[0x08, 0x07, 0x12, 0x07, .. "pytorch\x1a\x05"u8],
            (byte[])[1, 2, 3],
            new byte[100],
            (byte[])[.. "0123456"u8, (byte)'7', (byte)'{', (byte)'}'],
        ];

    [Theory]
    [MemberData(nameof(NoCheckpoints))]
    public void What_is_no_checkpoint_is_not_taken_for_a_damaged_one(byte[] content)
    {
        var message = Assert.Throws<UserException>(() => Read(content).Dispose()).Message;

        Assert.Contains(
            "is no checkpoint: it is neither a PyTorch file (zip or pickle) nor safetensors",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_empty_file_is_called_empty() =>
        Assert.Contains(
            "'file.pth' is empty",
            Assert.Throws<UserException>(static () => Read([]).Dispose()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_safetensors_file_that_was_cut_off_is_still_called_that() =>
        Assert.Contains(
            "is no whole safetensors file",
            Assert.Throws<UserException>(static () => Read([64, 0, 0, 0, 0, 0, 0, 0, .. "{\"x\""u8]).Dispose()).Message,
            StringComparison.Ordinal
        );

    /// <summary>A checkpoint with a network of one tensor under each key.</summary>
    internal static byte[] Networks(params string[] keys)
    {
        var pickle = new Pickled().Op("}");
        foreach (var key in keys)
        {
            pickle.Text(key).Op("}").Text("weight").Tensor(1, 0, [1], [1]).Op("ss");
        }

        return Pickled.Zip(pickle.Bytes, ("archive/data/0", new byte[4]));
    }

    private static WeightsFile Read(byte[] file, string? key = null) =>
        WeightsReader.Read("file.pth", new MemoryStream(file), key);
}
