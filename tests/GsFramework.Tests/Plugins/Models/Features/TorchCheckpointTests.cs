using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Graph;
using GsFramework.Models.Features;
using GsFramework.Tests.Core.Interchange.PyTorch;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Features;

/// <summary>Weights of VGG16 and Inception as a user brings them: in a <c>.pth</c>.</summary>
public sealed class TorchCheckpointTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void VGG16_is_read_from_a_checkpoint_and_leaves_its_head_alone()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var formula = new FormulaWeights(Vgg16Graph.UpTo("relu4_3"), 53000, "");
        using (var weights = formula.Read(""))
        {
            PyTorchWriter.Write(
                _folder["vgg16.pth"],
                [
                    .. weights.Tensors,
                    KeyValuePair.Create("classifier.0.weight", ones(4, 8)),
                    KeyValuePair.Create("classifier.0.bias", ones(4)),
                ]
            );
        }

        using var expected = new Vgg16(new Vgg16Options { Weights = "x" }, formula);
        using var read = new Vgg16(new Vgg16Options { Weights = _folder["vgg16.pth"] }, new WeightsReader());
        var images = rand(1, 3, 32, 24) * 2 - 1;

        Assert.All(expected.Maps(images).Zip(read.Maps(images)), static pair =>
            TensorAssert.Same(pair.First, pair.Second)
        );
        Assert.Matches("^vgg16/relu4_3 sha256:[0-9a-f]{16}$", read.Identity);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("state_dict", "module.")]
    public void The_key_in_the_options_says_which_weights_of_a_checkpoint_are_meant(string? key, string prefix)
    {
        using var scope = NewDisposeScope();
        var formula = new FormulaWeights(Vgg16Graph.UpTo("relu4_3"), 53000, "ab");
        var asked = new List<string?>();
        var reader = new AskedReader(formula, asked, prefix);

        using var read = new Vgg16(new Vgg16Options { Weights = "x", Key = key }, reader);
        Assert.Throws<UserException>(() =>
            new InceptionFid(
                new InceptionFidOptions
                {
                    Weights = "x",
                    Key = key,
                    AllowOtherWeights = true,
                },
                reader
            )
        );

        Assert.Equal([key, key], asked);
        Assert.EndsWith(
            key is null ? "sha256:ab00000000000000" : "sha256:ab00000000000000 key state_dict",
            read.Identity,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("state_dict")]
    public void The_only_dictionary_of_a_checkpoint_needs_no_key(string? key)
    {
        File.WriteAllBytes(_folder["nested.pth"], CheckpointChoiceTests.Networks("state_dict"));
        var reader = new WeightsReader();
        using var file = reader.Read(_folder["nested.pth"], key);

        Assert.Equal(["weight"], file.Tensors.Keys);
    }

    [Fact]
    public void Several_dictionaries_of_a_checkpoint_are_named_with_the_option_that_chooses()
    {
        File.WriteAllBytes(_folder["two.pth"], CheckpointChoiceTests.Networks("first", "second"));

        var fault = Assert.Throws<UserException>(() =>
            new Vgg16(new Vgg16Options { Weights = _folder["two.pth"] }, new WeightsReader())
        );

        Assert.Contains("first (1 tensors), second (1 tensors)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("in a configuration with 'key', beside 'weights'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_VGG16_with_batch_norms_is_refused()
    {
        using var scope = NewDisposeScope();
        PyTorchWriter.Write(
            _folder["vgg16_bn.pth"],
            [
                KeyValuePair.Create("features.0.weight", ones(64, 3, 3, 3)),
                KeyValuePair.Create("features.0.bias", ones(64)),
                KeyValuePair.Create("features.1.weight", ones(64)),
            ]
        );

        var fault = Assert.Throws<UserException>(() =>
            new Vgg16(new Vgg16Options { Weights = _folder["vgg16_bn.pth"] }, new WeightsReader())
        );

        Assert.Contains("vgg16_bn.pth' has no tensor 'features.2.weight'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("torchvision's VGG16", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_with_another_hash_than_that_of_the_FID_is_refused()
    {
        var fault = Refused(("Conv2d_1a_3x3.conv.weight", [32, 3, 3, 3]), allowed: false);

        Assert.Contains(InceptionFid.PublishedHash, fault, StringComparison.Ordinal);
        Assert.Contains("pt_inception-2015-12-05-6726825d.pth", fault, StringComparison.Ordinal);
        Assert.Contains("allowOtherWeights", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_lacks_a_tensor_of_Inception_is_refused_by_its_name() =>
        Assert.Contains(
            "'Conv2d_1a_3x3.bn.weight'",
            Refused(("Conv2d_1a_3x3.conv.weight", [32, 3, 3, 3]), allowed: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_checkpoint_with_another_shape_is_refused_by_both() =>
        Assert.Contains(
            "'Conv2d_1a_3x3.conv.weight' is [32, 3, 5, 5], the Inception v3 of pytorch-fid wants [32, 3, 3, 3]",
            Refused(("Conv2d_1a_3x3.conv.weight", [32, 3, 5, 5]), allowed: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_hash_that_only_begins_as_the_published_one_is_another()
    {
        var reader = new FormulaWeights(InceptionGraph.UpTo(64), 52000, InceptionFid.PublishedHash[..8]);

        Assert.Throws<UserException>(() =>
            new InceptionFid(new InceptionFidOptions { Weights = "x", Dimensions = 64 }, reader)
        );
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused()
    {
        using var scope = NewDisposeScope();
        var reader = new BrokenWeights(
            new FormulaWeights(InceptionGraph.UpTo(64), 52000, InceptionFid.PublishedHash),
            "Conv2d_2a_3x3.bn.bias"
        );

        var fault = Assert.Throws<UserException>(() =>
            new InceptionFid(new InceptionFidOptions { Weights = "x", Dimensions = 64 }, reader)
        );

        Assert.Contains(
            "'Conv2d_2a_3x3.bn.bias' has values that are NaN or infinite",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    private string Refused((string Name, long[] Shape) tensor, bool allowed)
    {
        using var scope = NewDisposeScope();
        PyTorchWriter.Write(_folder["mine.pth"], [KeyValuePair.Create(tensor.Name, ones(tensor.Shape))]);
        return Assert
            .Throws<UserException>(() =>
                new InceptionFid(
                    new InceptionFidOptions { Weights = _folder["mine.pth"], AllowOtherWeights = allowed },
                    new WeightsReader()
                )
            )
            .Message;
    }

    private sealed class AskedReader(FormulaWeights formula, List<string?> asked, string prefix)
        : GsFramework.Parts.IWeightsReader
    {
        public GsFramework.Parts.WeightsFile Read(string path, string? key = null)
        {
            asked.Add(key);
            var file = formula.Read(path);
            return file with
            {
                Tensors = file.Tensors.ToDictionary(pair => prefix + pair.Key, static pair => pair.Value),
            };
        }
    }

    private sealed class BrokenWeights(FormulaWeights formula, string name) : GsFramework.Parts.IWeightsReader
    {
        public GsFramework.Parts.WeightsFile Read(string path, string? key = null)
        {
            var file = formula.Read(path);
            file.Tensors[name].fill_(float.NaN);
            return file;
        }
    }
}
