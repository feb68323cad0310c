using GsFramework.Distillation;
using GsFramework.Distillation.Distances;
using GsFramework.Losses;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Distillation;

public sealed class SoftTargetTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    private readonly Tensor _student = Logits(1, 2, 0.5f, -0.3f, 0.1f, 4);
    private readonly Tensor _teacher = Logits(0.2f, 3, -1, 1.5f, -2, 2.5f);
    private readonly Tensor _labels = Logits(0, 1, 0, 1, 0, 0);

    public void Dispose() => _scope.Dispose();

    // By hand, in double precision: Σ p0 (ln p0 - ln p) with p = softmax(z / T), times T², and -ln softmax(z)_y.
    [Theory]
    [InlineData(1, 1, 0.4158892280189054)]
    [InlineData(4, 1, 0.9332483747954011)]
    [InlineData(4, 0, 2.39881012298188)]
    [InlineData(1, 0.7, 1.0107654965077977)]
    [InlineData(4, 0.7, 1.3729168992513447)]
    public void The_distance_is_that_of_the_formula(double temperature, double alpha, double expected)
    {
        var distance = new SoftTargetDistance(new SoftTargetOptions { Temperature = temperature, Alpha = alpha });

        Assert.Equal(expected, distance.Distance(_student, _teacher, _labels).item<float>(), 1e-5);
    }

    [Fact]
    public void At_a_high_temperature_it_pulls_logits_to_the_teachers()
    {
        var distance = new SoftTargetDistance(new SoftTargetOptions { Temperature = 500, Alpha = 1 });
        var student = _student.clone().requires_grad_(true);

        distance.Distance(student, _teacher, null).backward();

        // Hinton et al., equation 4: the gradient of zero-meaned logits becomes (z - z0) / K, here over the batch of 2.
        var difference = _student - _student.mean([1], keepdim: true) - (_teacher - _teacher.mean([1], keepdim: true));
        Assert.True(((difference / 3 / 2) - student.grad!).abs().max().item<float>() < 5e-3);
    }

    [Fact]
    public void Without_a_share_the_labels_need_not_be_there_and_without_the_other_the_teacher_is_not_heard()
    {
        var soft = new SoftTargetDistance(new SoftTargetOptions { Alpha = 1 });
        var hard = new SoftTargetDistance(new SoftTargetOptions { Alpha = 0 });

        Assert.False(soft.NeedsTruth);
        Assert.True(hard.NeedsTruth);
        Assert.Equal(0, soft.Distance(_teacher, _teacher, null).item<float>(), 1e-6);
        Assert.Equal(
            hard.Distance(_student, _teacher, _labels).item<float>(),
            hard.Distance(_student, -_teacher, _labels).item<float>()
        );
    }

    [Fact]
    public void Images_are_refused()
    {
        var distance = new SoftTargetDistance(new SoftTargetOptions());

        var fault = Assert.Throws<UserException>(() => distance.Distance(rand(2, 3, 8, 8), rand(2, 3, 8, 8), null));

        Assert.Contains("[3, 8, 8]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'l1'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_missing_or_of_other_classes_are_refused()
    {
        var distance = new SoftTargetDistance(new SoftTargetOptions());

        Assert.Contains(
            "got none",
            Assert.Throws<UserException>(() => distance.Distance(_student, _teacher, null)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "[4, 1, 1]",
            Assert.Throws<UserException>(() => distance.Distance(_student, _teacher, zeros(2, 4, 1, 1))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_term_hands_the_labels_on_and_asks_for_them_only_when_they_count()
    {
        using var parts = new PluginParts(new DistillationModule());
        DistillationTerm Term(double alpha) =>
            new(
                new DistillationOptions
                {
                    Distance = new PartSelection<IImageDistance>(
                        "soft-target",
                        new SoftTargetOptions { Alpha = alpha }
                    ),
                },
                parts
            );

        Assert.True(Term(0.5).NeedsTruth);
        Assert.False(Term(1).NeedsTruth);
        Assert.False(new DistillationTerm(new DistillationOptions(), parts).NeedsTruth);
    }

    private static Tensor Logits(params float[] values) => tensor(values, [2, 3, 1, 1]);
}
