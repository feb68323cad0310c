using System.IO.Compression;
using System.Text;
using GsFramework.Core.Interchange;
using GsFramework.Parts;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

public class HostileCheckpointTests
{
    private const long Huge = 1L << 60;

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch._utils", "_import_dotted_name")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("argparse", "Namespace")]
    [InlineData("my.networks", "Generator")]
    public void Whatever_is_not_on_the_list_is_refused_by_name(string module, string name)
    {
        var said = $"asks for '{module}.{name}'";
        var call = Pickled.InDictionary(p => p.Global(module, name).Op("(").Text("echo run").Op("tR")).Bytes;

        Refused(said, Pickled.Zip(call));
        Refused(said, Pickled.Legacy(call, Pickled.Keys(), []));
        Refused(said, Pickled.Zip(new Pickled().Text(module).Text(name).Raw(0x93).Bytes)); // STACK_GLOBAL
        Refused(said, Pickled.Zip(Encoding.ASCII.GetBytes($"c{module}\n{name}\n(S'echo run'\ntR."))); // protocol 0
        Refused(
            said,
            Pickled.Zip(Encoding.ASCII.GetBytes($"(S'echo run'\ni{module}\n{name}\n.")),
            orElse: "opcode 0x53"
        );
        Refused(said, Pickled.Zip(Encoding.ASCII.GetBytes($"(i{module}\n{name}\n.")));
    }

    [Fact]
    public void A_name_from_the_file_does_not_control_the_terminal() =>
        Refused(
            "asks for 'os.?[31m",
            Pickled.Zip(new Pickled().Op("cos\n\u001b[31mred" + new string('x', 500) + "\n").Bytes)
        );

    [Theory]
    [InlineData("(")]
    [InlineData("]")]
    [InlineData("}")]
    [InlineData(")")]
    [InlineData("]2")]
    public void A_pickle_that_nests_endlessly_is_refused(string opcodes) =>
        Refused("nests or stacks more than 100000 values", Pickled.Zip(new Pickled().Repeat(opcodes, 300_000).Bytes));

    [Fact]
    public void Dictionaries_in_dictionaries_without_end_are_refused()
    {
        var deep = new Pickled().Op("}");
        for (var i = 0; i < 20_000; i++)
        {
            deep.Op("}U\x01").Op("a").Op("}");
        }

        for (var i = 0; i < 20_000; i++)
        {
            deep.Op("s0");
        }

        // Inner first: the stack stays low, the nesting does not.
        var inner = new Pickled().Op("}q\0");
        for (var i = 0; i < 50_000; i++)
        {
            inner.Op("0}q\x01U\x01xh\0sq\00");
            inner.Op("h\0");
        }

        Refused("nests dictionaries more than 16 deep", Pickled.Zip(inner.Bytes));
        _ = Outcome(Pickled.Zip(deep.Bytes));
    }

    [Fact]
    public void A_dictionary_that_holds_itself_is_refused()
    {
        Refused("in several places", Pickled.Zip(new Pickled().Op("}q\0U\x01xh\0s").Bytes));
        Refused(
            "in several places",
            Pickled.Zip(
                new Pickled().Op("}q\0U\x01xh\0s").Text("t").Tensor(1, 0, [1], [1]).Op("s").Bytes,
                ("archive/data/0", new byte[4])
            )
        );
    }

    [Fact]
    public void Dictionaries_that_double_at_every_level_are_counted_once()
    {
        var bomb = new Pickled().Op("}").Text("t").Tensor(1, 0, [1], [1]).Op("sq\0");
        for (var level = 0; level < 14; level++)
        {
            bomb.Op("0}U\x01xh\0sU\x01yh\0sq\0");
        }

        Refused("--key", Pickled.Zip(bomb.Bytes, ("archive/data/0", new byte[4])));
    }

    [Theory]
    [InlineData(Huge, 0, new[] { Huge }, new[] { 1L })]
    [InlineData(Huge, 0, new[] { 1L }, new[] { 1L })]
    [InlineData(long.MaxValue, 0, new[] { 1L }, new[] { 1L })]
    [InlineData(-1, 0, new[] { 1L }, new[] { 1L })]
    [InlineData(4, 1, new[] { 4L }, new[] { 1L })]
    [InlineData(4, -1, new[] { 1L }, new[] { 1L })]
    [InlineData(4, long.MaxValue, new[] { 1L }, new[] { 1L })]
    [InlineData(4, 0, new[] { -1L }, new[] { 1L })]
    [InlineData(4, 0, new[] { 2L }, new[] { -1L })]
    [InlineData(4, 0, new[] { 2L }, new[] { Huge })]
    [InlineData(4, 0, new[] { 2L, 2L }, new[] { 1L })]
    [InlineData(4, 0, new[] { Huge }, new[] { 0L })]
    [InlineData(4, 0, new[] { Huge, Huge, Huge }, new[] { 0L, 0L, 0L })]
    [InlineData(4, 0, new[] { 0L, Huge, Huge }, new[] { 0L, 0L, 0L })]
    [InlineData(4, 0, new[] { 4096L, 4096L }, new[] { 0L, 0L })]
    public void A_tensor_that_cannot_be_in_the_file_is_refused(long storage, long offset, long[] size, long[] stride)
    {
        var pickle = Pickled.InDictionary(p => p.Tensor(storage, offset, size, stride)).Bytes;

        Refused("", Pickled.Zip(pickle, ("archive/data/0", new byte[16])));
        Refused("", Pickled.Legacy(pickle, Pickled.Keys("0"), [.. BitConverter.GetBytes(storage), .. new byte[16]]));
    }

    [Fact]
    public void A_view_with_very_many_dimensions_is_refused() =>
        Refused(
            "no possible shape",
            Pickled.Zip(
                Pickled
                    .InDictionary(p =>
                        p.Tensor(4, 0, [.. Enumerable.Repeat(1L, 1000)], [.. Enumerable.Repeat(1L, 1000)])
                    )
                    .Bytes,
                ("archive/data/0", new byte[16])
            )
        );

    [Fact]
    public void One_storage_under_very_many_names_is_refused()
    {
        var pickle = new Pickled().Op("}").Text("t").Tensor(1 << 16, 0, [1 << 16], [1]).Op("q\0s");
        for (var i = 0; i < 5_000; i++)
        {
            pickle.Text($"t{i}").Op("h\0s");
        }

        Refused("would need", Pickled.Zip(pickle.Bytes, ("archive/data/0", new byte[4 << 16])));
    }

    [Fact]
    public void Copying_a_list_again_and_again_is_refused()
    {
        var pickle = new Pickled()
            .Op("]q\0(")
            .Repeat("N", 20_000)
            .Op("e0")
            .Global("builtins", "list")
            .Op("q\x01")
            .Op("0");
        pickle.Repeat("h\x01h\0\x85R0", 20_000);

        Refused("again and again", Pickled.Zip(pickle.Op("}").Bytes));
    }

    [Theory]
    [InlineData("archive/../../etc/passwd")]
    [InlineData("../data/0")]
    [InlineData("/etc/passwd")]
    [InlineData("archive\\..\\data")]
    [InlineData("C:/data")]
    public void An_entry_that_leads_out_of_the_zip_is_refused(string name) =>
        Refused("which leads out of it", Pickled.Zip(new Pickled().Op("}").Bytes, (name, [1])));

    [Fact]
    public void Zips_that_are_no_checkpoints_are_refused()
    {
        var pickle = Pickled.InDictionary(static p => p.Tensor(4, 0, [4], [1])).Bytes;
        const CompressionLevel plain = CompressionLevel.NoCompression;

        Refused("no FOLDER/data.pkl", Pickled.Archive([], plain));
        Refused("no FOLDER/data.pkl", Pickled.Archive([("a.txt", [1])], plain));
        Refused("no FOLDER/data.pkl", Pickled.Archive([("a/data.pkl", pickle), ("b/data.pkl", pickle)], plain));
        Refused("is there twice", Pickled.Zip(pickle, ("archive/data.pkl", pickle)));
        Refused("storage '0' is missing", Pickled.Zip(pickle));
        Refused("its entry has 12 bytes", Pickled.Zip(pickle, ("archive/data/0", new byte[12])));
        Refused(
            "big-endian",
            Pickled.Zip(pickle, ("archive/data/0", new byte[16]), ("archive/byteorder", "big"u8.ToArray()))
        );
        Refused("big-endian", Pickled.Legacy(pickle, Pickled.Keys("0"), [], littleEndian: false));
        Refused("none that torch.save wrote", pickle);
    }

    [Fact]
    public void A_zip_that_was_packed_again_is_read_but_a_bomb_is_not()
    {
        static byte[] Packed(int count) =>
            Pickled.Archive(
                [
                    ("archive/data.pkl", Pickled.InDictionary(p => p.Tensor(count, 0, [count], [1])).Bytes),
                    ("archive/data/0", new byte[4 * count]),
                ],
                CompressionLevel.SmallestSize
            );

        using var file = Read(Packed(400));
        Assert.Equal(400, file.Tensors["a"].numel());
        Refused("when it is unpacked", Packed(1_000_000));
    }

    [Fact]
    public void Damage_to_the_weights_is_noticed()
    {
        var whole = Pickled.Zip(
            Pickled.InDictionary(static p => p.Tensor(64, 0, [64], [1])).Bytes,
            ("archive/data/0", [.. Enumerable.Repeat((byte)77, 256)])
        );
        whole[whole.AsSpan().IndexOf("MMMM"u8) + 100] ^= 1;

        Refused("checksum", whole);
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("views-legacy.pth")]
    public void A_file_that_was_cut_off_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(Fixture.Path(name));
        for (var length = 0; length < whole.Length; length++)
        {
            Refused("", whole[..length]);
        }
    }

    private static void Refused(string says, byte[] file, string? orElse = null)
    {
        var message = Outcome(file);
        Assert.True(message is not null, "It was read.");
        Assert.True(
            message.Contains(says, StringComparison.Ordinal)
                || (orElse is not null && message.Contains(orElse, StringComparison.Ordinal)),
            $"Expected '{says}': {message}"
        );
    }

    private static string? Outcome(byte[] file)
    {
        try
        {
            Read(file).Dispose();
            return null;
        }
        catch (UserException fault)
        {
            return fault.Message;
        }
    }

    private static WeightsFile Read(byte[] file) =>
        WeightsReader.Read("hostile.pth", new MemoryStream(file), key: null);
}
