using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Damages what is inside of a format, which changes of bytes would rarely get past.</summary>
internal static class FormatMutation
{
    private static readonly string[] _cells =
    [
        "",
        "NaN",
        "Infinity",
        "-1",
        "1e999",
        "99999999999",
        "-2147483648",
        "2147483647",
        "\0",
        "\"",
        "a,b",
        "\u001b[0m",
        "١",
        "0x10",
    ];

    private static readonly string[] _texts =
    [
        "",
        "\0",
        "gs.\0",
        "gs.framework",
        "gs.macsImage",
        "99999999999x-1",
        "x",
        "-1",
        "9223372036854775807",
        "\ud7ff\u001b",
        "NHWC",
    ];

    /// <summary>Safetensors: the tree of the header, under a length that fits it.</summary>
    public static byte[] SafeTensors(byte[] whole, Random random)
    {
        if (random.OneIn(3))
        {
            return ByteMutation.Of(whole, random);
        }

        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        var header = JsonMutation.Of(whole[8..(8 + length)], random);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header, .. whole[(8 + length)..]];
    }

    /// <summary>A table: a cell, or bytes.</summary>
    public static byte[] Table(byte[] whole, Random random)
    {
        if (random.OneIn(3))
        {
            return ByteMutation.Of(whole, random);
        }

        var lines = Encoding.UTF8.GetString(whole).Split('\n');
        for (var change = random.Next(3); change >= 0; change--)
        {
            var line = random.OneIn(3) ? 0 : random.Next(lines.Length);
            var cells = lines[line].Split(',');
            cells[random.Next(cells.Length)] = random.Pick(_cells);
            lines[line] = string.Join(',', cells);
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>A zip: an entry, in a zip that is whole; or bytes.</summary>
    public static byte[] Zip(byte[] whole, Random random)
    {
        if (whole is not [(byte)'P', (byte)'K', ..] || random.OneIn(3))
        {
            return ByteMutation.Of(whole, random);
        }

        using var read = new ZipArchive(new MemoryStream(whole), ZipArchiveMode.Read);
        var written = new MemoryStream();
        using (var zip = new ZipArchive(written, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in read.Entries)
            {
                using var content = entry.Open();
                var bytes = new MemoryStream();
                content.CopyTo(bytes);
                var damaged = entry.Name == "data.pkl" || random.OneIn(20);
                using var output = zip.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                output.Write(damaged ? ByteMutation.Of(bytes.ToArray(), random) : bytes.ToArray());
            }
        }

        return written.ToArray();
    }

    /// <summary>Gzip: what is in it, or bytes.</summary>
    public static byte[] Gzip(byte[] whole, Random random)
    {
        if (random.OneIn(4))
        {
            return ByteMutation.Of(whole, random);
        }

        var plain = new MemoryStream();
        using (var unpacked = new GZipStream(new MemoryStream(whole), CompressionMode.Decompress))
        {
            unpacked.CopyTo(plain);
        }

        var packed = new MemoryStream();
        using (var output = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            output.Write(ByteMutation.Of(plain.ToArray(), random));
        }

        return packed.ToArray();
    }

    /// <summary>ONNX: a field that the program reads, or bytes.</summary>
    public static byte[] Onnx(byte[] whole, Random random)
    {
        if (random.OneIn(2))
        {
            return ByteMutation.Of(whole, random);
        }

        var model = ModelProto.Parser.ParseFrom(whole);
        for (var change = random.Next(3); change >= 0; change--)
        {
            switch (random.Next(8))
            {
                case 0:
                    model.MetadataProps.Add(
                        new StringStringEntryProto { Key = random.Pick(_texts), Value = random.Pick(_texts) }
                    );
                    break;
                case 1 when model.MetadataProps.Count > 0:
                    random.Pick(model.MetadataProps).Value = random.Pick(_texts);
                    break;
                case 2 when model.MetadataProps.Count > 0:
                    random.Pick(model.MetadataProps).Key = random.Pick(_texts);
                    break;
                case 3 when model.Graph.Input.Count > 0:
                    random.Pick(model.Graph.Input).Name = random.Pick(_texts);
                    break;
                case 4 when model.Graph.Output.Count > 0:
                    model.Graph.Output.RemoveAt(0);
                    break;
                case 5 when model.Graph.Input is [{ Type.TensorType.Shape.Dim: { Count: > 0 } sides }, ..]:
                    sides.RemoveAt(random.Next(sides.Count));
                    break;
                case 6 when model.Graph.Initializer.Count > 0:
                    model.Graph.Initializer.RemoveAt(random.Next(model.Graph.Initializer.Count));
                    break;
                case 7 when model.Graph.Node.Count > 0:
                    random.Pick(model.Graph.Node).Name = random.Pick(_texts);
                    break;
                default:
                    model.IrVersion = random.Next(-1, 100);
                    break;
            }
        }

        return model.ToByteArray();
    }
}
