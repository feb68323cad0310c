using GsFramework.Core.Interchange;
using GsFramework.Parts;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

/// <summary>Dictionaries of several networks whose names have a first part for each.</summary>
public sealed class NamePartTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("state_dict.generator", "state_dict.generator", "state_dict.discriminator", "1.weight")]
    [InlineData("generator", "state_dict.generator", "state_dict.discriminator", "1.weight")]
    [InlineData("state_dict.discriminator", "state_dict.discriminator", "state_dict.generator", "0.weight")]
    [InlineData("state_dict.generator.1", "state_dict.generator.1", "state_dict.discriminator", "weight")]
    public void A_key_takes_what_is_below_a_common_first_part(string key, string taken, string other, string tensor)
    {
        using var file = Read(Lightning("generator.1.weight", "discriminator.0.weight"), key);

        Assert.Equal(taken, file.Metadata["pytorch.key"]);
        Assert.Equal(other, file.Metadata["pytorch.others"]);
        Assert.Equal([tensor], file.Tensors.Keys);
    }

    [Fact]
    public void Without_a_key_all_of_such_a_dictionary_is_taken()
    {
        using var file = Read(Lightning("generator.1.weight", "discriminator.0.weight"));

        Assert.Equal("state_dict", file.Metadata["pytorch.key"]);
        Assert.Equal("1.6.0", file.Metadata["pytorch.lightning"]);
        Assert.Equal(2, file.Tensors.Count);
    }

    [Theory]
    [InlineData("netX")]
    [InlineData("gen")]
    [InlineData("state_dict.gen")]
    [InlineData("generator.")]
    [InlineData("generator.1.weight")]
    public void A_key_that_no_name_begins_with_is_answered_with_the_parts(string key)
    {
        var message = Assert
            .Throws<UserException>(() => Read(Lightning("generator.1.weight", "discriminator.0.weight"), key).Dispose())
            .Message;

        Assert.Contains($"holds no dictionary '{key}'", message, StringComparison.Ordinal);
        Assert.Contains(
            "There are: state_dict (2 tensors), state_dict.generator (1 tensors), state_dict.discriminator (1 tensors)",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_layers_of_one_network_are_not_offered_as_networks()
    {
        var message = Assert
            .Throws<UserException>(() => Read(Lightning("down_convs.0.weight", "up_convs.0.weight"), "netX").Dispose())
            .Message;

        Assert.Contains("There are: state_dict (2 tensors).", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_counts_before_a_part_of_names()
    {
        var pickle = new Pickled()
            .Op("}")
            .Text("netG.old")
            .Tensor(1, 0, [1], [1])
            .Op("s")
            .Text("netG")
            .Op("}")
            .Text("weight")
            .Tensor(1, 0, [1], [1])
            .Op("ss");
        using var file = Read(Pickled.Zip(pickle.Bytes, ("archive/data/0", new byte[4])), "netG");

        Assert.Equal(["weight"], file.Tensors.Keys);
    }

    [Fact]
    public void A_safetensors_file_has_such_parts_too()
    {
        SafeTensors.Write(
            _folder["two.safetensors"],
            new Dictionary<string, Tensor> { ["netG_A.x"] = ones(1), ["netG_B.x"] = zeros(2), ["epoch"] = ones(1) }
        );

        using var file = new WeightsReader().Read(_folder["two.safetensors"], "netG_B");

        TensorAssert.Same(zeros(2), Assert.Single(file.Tensors, static pair => pair.Key == "x").Value);
        Assert.Equal("netG_B", file.Metadata["pytorch.key"]);
        Assert.Equal("netG_A", file.Metadata["pytorch.others"]);
    }

    [Theory]
    [InlineData("There are: netG_A (1 tensors), netG_B (1 tensors).", "netG_A.x", "netG_B.x")]
    [InlineData("Leave the key out.", "model.0.weight", "model.1.weight")]
    public void A_safetensors_file_without_such_a_part_says_which_it_has(string says, params string[] names)
    {
        SafeTensors.Write(_folder["file.safetensors"], names.ToDictionary(static name => name, static _ => ones(1)));

        var message = Assert
            .Throws<UserException>(() => new WeightsReader().Read(_folder["file.safetensors"], "netX").Dispose())
            .Message;

        Assert.Contains(
            "has no dictionary 'netX', and no name in it begins with that",
            message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_any_number_of_dots_are_read()
    {
        var deep = string.Concat(Enumerable.Repeat("a.", 5000));

        Assert.Single(NamePart.Of([$"{deep}x", $"{deep}y"]));
        Assert.Empty(NamePart.Of(["weight"]));
        Assert.Empty(NamePart.Of([]));
    }

    /// <summary>A checkpoint as Lightning writes it, with a tensor of one element for each name.</summary>
    internal static byte[] Lightning(params string[] names)
    {
        var pickle = new Pickled()
            .Op("}")
            .Text("pytorch-lightning_version")
            .Text("1.6.0")
            .Op("s")
            .Text("state_dict")
            .Op("}");
        foreach (var name in names)
        {
            pickle.Text(name).Tensor(1, 0, [1], [1]).Op("s");
        }

        return Pickled.Zip(pickle.Op("s").Bytes, ("archive/data/0", new byte[4]));
    }

    private static WeightsFile Read(byte[] file, string? key = null) =>
        WeightsReader.Read("file.pth", new MemoryStream(file), key);
}
