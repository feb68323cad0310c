using GsFramework.Tests.Host;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Import;
using static GsFramework.Tests.Core.Import.OnnxFileBuilder;

namespace GsFramework.Tests.Core.Import;

public sealed class RefusedNetworkTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_operator_that_no_layer_computes_is_named_with_its_node()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 0, 0), 3, 6);
        file.Output(file.Node("Softmax", [map], Number("axis", 1)));

        var fault = Refused(file);

        Assert.Contains("node 'Softmax_", fault, StringComparison.Ordinal);
        Assert.Contains("docs/plugins/layer.md", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_the_image_itself_is_named()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 16, 16);
        file.Convolution(image, 3, 6);
        file.Output(image);

        var fault = Refused(file);

        Assert.Contains("The output 'image'", fault, StringComparison.Ordinal);
        Assert.Contains("--output", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_makes_what_is_no_number_is_told_so()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Node("Sqrt", [file.Input("image", 1, 3, 16, 16)]));

        var fault = Refused(file);

        Assert.Contains("itself makes NaN or infinite values", fault, StringComparison.Ordinal);
        Assert.Contains("--input-range", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_that_is_not_known_is_named_before_a_known_one_in_a_form_that_is_not()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6);
        var moved = file.Node("Transpose", [map], Numbers("perm", 0, 2, 1, 3));
        file.Output(file.Node("Softmax", [moved], Number("axis", 1)));

        Assert.Contains("node 'Softmax_", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_is_computed_from_the_image_is_named()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 16, 16);
        var kernel = file.Node("Reshape", [file.Node("GlobalAveragePool", [image]), file.Constant(1, 3, 1, 1)]);
        file.Output(file.Node("Conv", [image, kernel]));

        Assert.Contains("its kernel depends on the image", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_that_is_another_at_every_pixel_is_named()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6);
        file.Output(file.Node("Add", [map, file.Weight(1, 1, 16, 16)]));

        Assert.Contains("fits only one size of image", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_is_no_constant()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6);
        var noise = file.Node("RandomNormal", [], Numbers("shape", 1, 6, 16, 16));
        file.Output(file.Node("Add", [map, noise]));

        Assert.Contains("RandomNormal", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_norm_in_training_mode_is_refused_with_the_remedy()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6);
        var statistics = file.Constant([1f, 1, 1, 1, 1, 1], 6);
        file.Output(
            file.Nodes(
                "BatchNormalization",
                [map, file.Weight(6), file.Weight(6), file.Weight(6), statistics],
                3,
                Number("training_mode", 1)
            )[0]
        );

        Assert.Contains("model.eval()", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_inputs_the_image_is_asked_for_and_then_the_values_of_the_others()
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 0, 0);
        var style = file.Input("style", 1, 3, 0, 0);
        file.Output(file.Node("Add", [file.Convolution(image, 3, 3), file.Node("GlobalAveragePool", [style])]));

        Assert.Contains("--input", Refused(file), StringComparison.Ordinal);
        Assert.Contains(
            "--fix style=VALUE",
            Refused(file, new OnnxImportOptions { Input = "image" }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has the inputs 'image', 'style'",
            Refused(file, new OnnxImportOptions { Input = "nothing" }),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/hostname")]
    public void Weights_outside_of_the_files_folder_are_not_read(string location)
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6));
        var kernel = file.Model.Graph.Initializer[0];
        kernel.RawData = Google.Protobuf.ByteString.Empty;
        kernel.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });

        Assert.Contains("outside of its folder", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_were_not_copied_whole_are_named_with_their_file()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6));
        var kernel = file.Model.Graph.Initializer[0];
        var bytes = kernel.RawData.Length;
        kernel.RawData = Google.Protobuf.ByteString.Empty;
        foreach (var (key, value) in new[] { ("location", "weights.bin"), ("offset", "8"), ("length", $"{bytes}") })
        {
            kernel.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        File.WriteAllBytes(_folder["weights.bin"], new byte[bytes]);

        var fault = Refused(file);

        Assert.Contains("'weights.bin', which is too short", fault, StringComparison.Ordinal);
        Assert.Contains("Was it copied whole?", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_of_the_exporters_own_is_named_with_its_node()
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6);
        file.Output(file.Node("Secret", [map]));
        file.Model.Graph.Node[^1].Domain = "mine";
        file.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "mine", Version = 1 });

        var fault = Refused(file);

        Assert.Contains("node 'Secret_", fault, StringComparison.Ordinal);
        Assert.Contains("the operator 'mine.Secret'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Opsets_that_are_too_new_or_are_none_are_told_so()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Convolution(file.Input("image", 1, 3, 16, 16), 3, 6));
        var opset = file.Model.OpsetImport.Single();

        opset.Version = 99;
        Assert.Contains("of opset 99", Refused(file), StringComparison.Ordinal);
        opset.Domain = "mine";
        Assert.Contains("is no ONNX file, or is damaged", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_operators_is_told_so()
    {
        var file = new OnnxFileBuilder();
        file.Output(file.Input("image", 1, 3, 16, 16));

        Assert.Contains("it has no operators", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused()
    {
        File.WriteAllBytes(_folder["net.onnx"], [0x50, 0x4b, 3, 4, 0xff, 0xff, 0xff]);

        var fault = Assert.Throws<UserException>(() => OnnxImport.Run(_folder["net.onnx"], new OnnxImportOptions()));

        Assert.Contains("is no ONNX file, or is damaged", fault.Message, StringComparison.Ordinal);
    }

    private string Refused(OnnxFileBuilder file, OnnxImportOptions? options = null) =>
        Assert.Throws<UserException>(() => OnnxImport.Run(file.Write(_folder), options ?? new())).Message;
}
