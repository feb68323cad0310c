using GsFramework.Distillation;
using GsFramework.Distillation.Distances;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Features;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

public class LossTests
{
    private static readonly string[] _maps = ["relu1_2", "relu2_2", "relu3_3", "relu4_3"];

    [Fact]
    public void The_generator_pays_for_distance_and_for_being_found_out()
    {
        using var golden = new GoldenSet("f_losses");
        using var scope = NewDisposeScope();
        using var parts = new PluginParts(new DistillationModule(), new ModelsModule());
        var student = golden["g.student"].clone().requires_grad_(true);
        var scores = golden["g.pred_student"].clone().requires_grad_(true);

        var content = parts.Create<IImageDistance>("mse").Distance(student, golden["g.teacher"]);
        var gan = parts.Create<IAdversarialLoss>("least-squares").ForGenerator(scores);
        var total = (new DistillationOptions().Weight * content) + gan;
        total.backward();

        GoldenAssert.CloseRelative(golden.Scalar("g.loss_content_mse"), content, 1e-5);
        GoldenAssert.CloseRelative(golden.Scalar("g.loss_gan"), gan, 1e-5);
        GoldenAssert.CloseRelative(golden.Scalar("g.loss_total"), total, 1e-5);
        GoldenAssert.CloseToLargest(golden["g.grad_student"], student.grad!, 1e-5, "student");
        GoldenAssert.CloseToLargest(golden["g.grad_pred_student"], scores.grad!, 1e-5, "scores");
    }

    [Fact]
    public void The_discriminator_pays_the_mean_of_both_errors()
    {
        using var golden = new GoldenSet("f_losses");
        using var scope = NewDisposeScope();
        using var parts = new PluginParts(new ModelsModule());
        var real = golden["d.pred_real"].clone().requires_grad_(true);
        var fake = golden["d.pred_fake"].clone().requires_grad_(true);

        var loss = parts.Create<IAdversarialLoss>("least-squares").ForDiscriminator(real, fake);
        loss.backward();

        GoldenAssert.CloseRelative(golden.Scalar("d.loss_total"), loss, 1e-5);
        GoldenAssert.CloseToLargest(golden["d.grad_pred_real"], real.grad!, 1e-5, "real");
        GoldenAssert.CloseToLargest(golden["d.grad_pred_fake"], fake.grad!, 1e-5, "fake");
    }

    [Fact]
    public void The_perceptual_distance_of_feature_maps()
    {
        using var golden = new GoldenSet("f_losses");
        using var scope = NewDisposeScope();
        var student = _maps.Select(name => golden[$"p.feat_student.{name}"].clone().requires_grad_(true)).ToArray();
        var teacher = _maps.Select(name => golden[$"p.feat_teacher.{name}"]).ToArray();

        var (total, content, style) = PerceptualDistance.Between(student, teacher, styleWeight: 1e5);
        total.backward();

        GoldenAssert.CloseRelative(golden.Scalar("p.loss_content"), content, 1e-5);
        GoldenAssert.CloseRelative(golden.Scalar("p.loss_style"), style, 1e-5);
        GoldenAssert.CloseRelative(golden.Scalar("p.loss_perceptual"), total, 1e-5);
        foreach (var (name, map) in _maps.Zip(student))
        {
            GoldenAssert.CloseToLargest(golden[$"p.gram_student.{name}"], PerceptualDistance.Gram(map), 1e-5, name);
            GoldenAssert.CloseToLargest(golden[$"p.grad_feat_student.{name}"], map.grad!, 1e-5, name);
        }
    }

    [Fact]
    public void The_perceptual_distance_through_a_vgg16()
    {
        using var golden = new GoldenSet("f_losses");
        using var scope = NewDisposeScope();
        using var vgg = FormulaVgg16.Open(golden);
        var student = golden["v.student"].clone().requires_grad_(true);

        var maps = vgg.Maps(student);
        var target = vgg.Maps(golden["v.teacher"]);
        var (total, content, style) = PerceptualDistance.Between(maps, target, styleWeight: 1e5);
        total.backward();

        foreach (var (name, map, other) in _maps.Zip(maps, target))
        {
            Check($"student.{name}", map);
            Check($"teacher.{name}", other);
        }

        GoldenAssert.CloseRelative(golden.Scalar("v.loss_content"), content, 1e-5);
        GoldenAssert.CloseRelative(golden.Scalar("v.loss_style"), style, 1e-4);
        GoldenAssert.CloseRelative(golden.Scalar("v.loss_perceptual"), total, 1e-4);
        var kinks = Kinks(golden);
        Assert.InRange(kinks.shape[1], 1, 100);
        Assert.InRange(Unexplained(golden, student.grad!, kinks), 0, 1e-5);

        void Check(string name, Tensor map)
        {
            var sample = golden[$"v.featsample_{name}"];
            GoldenAssert.CloseToLargest(sample, GoldenAssert.Sample(map, sample), 1e-5, name);
            GoldenAssert.Digest(golden.Doubles($"v.featdigest_{name}"), map, 1e-5, name);
        }
    }

    [Theory]
    [InlineData(1.001e5, 1)]
    [InlineData(1e5, 0.99)]
    [InlineData(1e5, 0)]
    public void Kinks_do_not_explain_a_wrong_perceptual_distance(double styleWeight, double shareOfDeepest)
    {
        using var golden = new GoldenSet("f_losses");
        using var scope = NewDisposeScope();
        using var vgg = FormulaVgg16.Open(golden);
        var student = golden["v.student"].clone().requires_grad_(true);

        var maps = vgg.Maps(student).ToArray();
        maps[^1] = (shareOfDeepest * maps[^1]) + ((1 - shareOfDeepest) * maps[^1].detach());
        PerceptualDistance.Between(maps, vgg.Maps(golden["v.teacher"]), styleWeight).Total.backward();

        Assert.InRange(Unexplained(golden, student.grad!, Kinks(golden)), 1e-4, double.MaxValue);
    }

    private static Tensor Kinks(GoldenSet golden)
    {
        using var file = new FormulaVgg16(golden).Read("formula.pth");
        return UndecidedKinks.Directions(
            Vgg16Graph.UpTo(_maps[^1]),
            file.Tensors,
            (golden["v.student"] + 1) / 2,
            Vgg16Graph.NodeOf(_maps[0]),
            (golden["v.teacher"] + 1) / 2
        );
    }

    // As a share of the largest element.
    private static double Unexplained(GoldenSet golden, Tensor gradient, Tensor kinks) =>
        GoldenAssert.Largest(UndecidedKinks.Unexplained(gradient - golden["v.grad_student"], kinks))
        / GoldenAssert.Largest(golden["v.grad_student"]);
}
