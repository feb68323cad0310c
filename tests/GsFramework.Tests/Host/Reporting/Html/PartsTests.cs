using GsFramework.Host.Data;
using GsFramework.Host.Interchange;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Reporting.Html.Plots;
using static GsFramework.Host.Reporting.Html.Markup;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The small parts of which pages are made.</summary>
public sealed class PartsTests
{
    [Fact]
    public void Texts_and_attributes_are_encoded_and_markup_is_not_encoded_twice()
    {
        var markup = Tag("p.a.b", "1 < 2", null, Tag("img").With("alt", "\"&\"").With("title", null)).With("hidden", "");

        Assert.Equal("<p class=\"a b\" hidden>1 &lt; 2<img alt=\"&quot;&amp;&quot;\"></p>", Text(markup));
    }

    [Fact]
    public void A_long_series_becomes_a_short_one_of_the_same_mean()
    {
        var points = Enumerable.Range(0, 1000).Select(static step => new MetricsPoint(step, step % 7)).ToList();

        var thinned = Thinning.To(300, points);

        Assert.Equal(250, thinned.Count);
        Assert.Equal(points.Average(static point => point.Value), thinned.Average(static point => point.Value), 1e-9);
        Assert.Equal(1.5, thinned[0].Step);
        Assert.Same(points, Thinning.To(1000, points));
    }

    [Fact]
    public void Curves_are_read_by_phase_and_a_row_that_was_cut_off_is_left_out()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["metrics.csv"], "phase,step,lossG,rho\nslim,0,2,1\nslim,1,NaN,1\nfinetune,0,0.5,\nfine");

        var phases = MetricsTable.Read(folder["metrics.csv"]);

        Assert.Equal(["slim", "finetune"], phases.Select(static phase => phase.Name));
        Assert.Equal([2, 1], phases.Select(static phase => phase.Steps));
        Assert.Equal([new MetricsPoint(0, 2)], phases[0].Columns["lossG"]);
        Assert.False(phases[1].Columns.ContainsKey("rho"));
        Assert.Empty(MetricsTable.Read(folder["none.csv"]));
    }

    [Theory]
    [InlineData(141649920, "141.6 M")]
    [InlineData(1500, "1.50 k")]
    [InlineData(999, "999")]
    [InlineData(5.2e10, "52.00 G")]
    public void Sizes_have_prefixes(double value, string text) => Assert.Equal(text, Numbers.Short(value));

    [Theory]
    [InlineData(0.0000138, "0.0000138")]
    [InlineData(-0.00089553, "−0.0008955")]
    [InlineData(12.437, "12.44")]
    [InlineData(0.25, "0.25")]
    [InlineData(123456.7, "123457")]
    [InlineData(0.0, "0")]
    [InlineData(null, "–")]
    public void Scores_have_four_digits_and_no_exponent(double? value, string text) => Assert.Equal(text, Numbers.Score(value));

    [Theory]
    [InlineData(0.0904, "p = 0.0904")]
    [InlineData(0.0000417, "p < 0.0001")]
    public void A_small_p_is_a_bound(double p, string text) => Assert.Equal(text, Numbers.Chance(p));

    [Theory]
    [InlineData(9.94, "9.9 s")]
    [InlineData(59.9, "1 min 0 s")]
    [InlineData(283, "4 min 43 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Times_are_in_words(double seconds, string text) => Assert.Equal(text, Numbers.Duration(seconds));

    [Fact]
    public void A_small_picture_is_embedded_as_it_is_and_a_large_one_as_a_jpeg()
    {
        using var folder = new Folder();
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);
        foreach (var side in new[] { 16, 256 })
        {
            ImageFile.Save(folder[$"{side}.png"], (rand([3, side, side], generator: random) * 2) - 1);
        }

        var (small, large) = (Picture.Read(folder["16.png"]), Picture.Read(folder["256.png"]));

        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(File.ReadAllBytes(folder["16.png"])), small.Source);
        Assert.Equal((16, 16), (small.Width, small.Height));
        Assert.StartsWith("data:image/jpeg;base64,", large.Source, StringComparison.Ordinal);
        Assert.True(large.Source.Length < new FileInfo(folder["256.png"]).Length);
    }

    [Fact]
    public void Many_series_differ_in_colour_or_mark()
    {
        var looks = Enumerable.Range(0, 24).Select(static series => (PlotColors.Css(series), PlotMarks.Glyph(series)));

        Assert.Equal(24, looks.Distinct().Count());
    }

    [Fact]
    public void A_command_line_can_be_copied_into_a_shell()
    {
        var line = Shell.Line(["compress", "my file.json", "--set", "name=it's"], new Dictionary<string, string> { ["GS_seed"] = "3" });

        Assert.Equal("GS_seed=3 gs compress 'my file.json' --set 'name=it'\\''s'", line);
    }

    [Theory]
    [InlineData("/home/me/work/a.json", "a.json")]
    [InlineData("model:teacher=/home/me/models/t", "model:teacher=../models/t")]
    [InlineData("a.json", "a.json")]
    [InlineData("training:slim:steps=3", "training:slim:steps=3")]
    [InlineData("", "")]
    public void Paths_are_told_from_a_folder(string text, string told)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");

        Assert.Equal(told, RelativePath.In(text, "/home/me/work"));
    }

    private static string Text(Markup markup)
    {
        using var writer = new StringWriter();
        markup.Write(writer);
        return writer.ToString();
    }
}
