using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Reporting.Html.Sections;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Runs;
using OxyPlot;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The small parts of which pages are made.</summary>
public sealed class PartsTests
{
    [Fact]
    public void Texts_and_attributes_are_encoded_and_markup_is_not_encoded_twice()
    {
        var markup = Tag("p.a.b", "1 < 2", null, Tag("img").With("alt", "\"&\"").With("title", null))
            .With("hidden", "");

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
        File.WriteAllText(
            folder["metrics.csv"],
            "phase,step,lossG,rho\nslim,0,2,1\nslim,1,NaN,1\nfinetune,0,0.5,\nfine"
        );

        var phases = MetricsTable.Read(folder["metrics.csv"]);

        Assert.Equal(["slim", "finetune"], phases.Select(static phase => phase.Name));
        Assert.Equal([2, 1], phases.Select(static phase => phase.Steps));
        Assert.Equal([new MetricsPoint(0, 2)], phases[0].Columns["lossG"]);
        Assert.False(phases[1].Columns.ContainsKey("rho"));
        Assert.Empty(MetricsTable.Read(folder["none.csv"]));
        Assert.Contains(
            "Not a number or infinite: lossG from 2.",
            Text(CurvesSection.Of(phases, SearchPhase.Of(null))!.Body),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_with_control_characters_and_halves_of_others_are_drawn_without_them()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["metrics.csv"], "phase,step,loss\0G\u001b\nsl\u0001im,0,2\nsl\u0001im,1,1\n");

        using var page = new StringWriter();
        CurvesSection.Of(MetricsTable.Read(folder["metrics.csv"]), SearchPhase.Of(null))!.Body.Write(page);

        Assert.Contains("<svg", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(page.ToString(), static letter => char.IsControl(letter) && letter != '\n');
        Assert.Equal("a\ufffdb\U0001F600\ufffd", LegibleText.Of("a\ud800b\U0001F600\0"));
    }

    [Theory]
    [InlineData(141649920, "141.6 M")]
    [InlineData(1500, "1.50 k")]
    [InlineData(999, "999")]
    [InlineData(5.2e10, "52.00 G")]
    public void Sizes_have_prefixes(double value, string text) => Assert.Equal(text, Numbers.Short(value));

    [Theory]
    [InlineData(0.0904, "p = 0.0904")]
    [InlineData(0.0000417, "p < 0.0001")]
    public void A_small_p_is_a_bound(double p, string text) => Assert.Equal(text, Numbers.Chance(p));

    [Theory]
    [InlineData(9.94, "9.9 s")]
    [InlineData(59.9, "1 min 0 s")]
    [InlineData(283, "4 min 43 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(1e300, "1.0E300 s")]
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

        Assert.Equal(
            "data:image/png;base64," + Convert.ToBase64String(File.ReadAllBytes(folder["16.png"])),
            small.Source
        );
        Assert.Equal((16, 16), (small.Width, small.Height));
        Assert.StartsWith("data:image/jpeg;base64,", large.Source, StringComparison.Ordinal);
        Assert.True(large.Source.Length < new FileInfo(folder["256.png"]).Length);
    }

    [Fact]
    public void A_running_mean_takes_the_noise_away_and_keeps_a_slope()
    {
        var points = Enumerable
            .Range(0, 100)
            .Select(static step => new MetricsPoint(step, step + (step % 2 == 0 ? 5 : -5)))
            .ToList();

        var smooth = RunningMean.Of(points, 0.2);

        Assert.Equal(points.Select(static point => point.Step), smooth.Select(static point => point.Step));
        Assert.All(smooth.Skip(10).SkipLast(10), static point => Assert.Equal(point.Step, point.Value, 0.5));
        Assert.Same(points, RunningMean.Of(points, 0.01));
    }

    [Theory]
    [InlineData("../../home/me/data/cats", "…/data/cats")]
    [InlineData("/cats", "…/cats")]
    [InlineData("data/cats", "data/cats")]
    [InlineData("..", "…")]
    [InlineData("bicubic to cover", "bicubic to cover")]
    public void A_path_that_leads_out_keeps_its_end(string path, string shown) =>
        Assert.Equal(shown, ForeignPath.Short(path));

    [Theory]
    [InlineData(
        "GS_PLUGINS=/home/me/p:../../a/b/c gs compress x.json --set model:teacher=/home/me/t --out runs/a",
        "GS_PLUGINS=…/me/p:…/b/c gs compress x.json --set model:teacher=…/me/t --out runs/a"
    )]
    [InlineData(
        "gs compress '/home/me/my files/x.json' --set 'data:root=../../some where/a b'",
        "gs compress '…/my files/x.json' --set 'data:root=…/some where/a b'"
    )]
    [InlineData(
        "gs compare x.json --set comparison:ratios:0=4 --jobs 2",
        "gs compare x.json --set comparison:ratios:0=4 --jobs 2"
    )]
    public void So_do_those_in_a_command_line(string line, string shown) =>
        Assert.Equal(shown, ForeignPath.InLine(line));

    [Fact]
    public void The_rounds_of_a_search_are_called_as_its_method_says_and_begin_where_they_can_be_compared()
    {
        using var folder = new Folder();
        File.WriteAllText(
            folder["metrics.csv"],
            "phase,step,fitness,macRatio,macRatioReverse,lossG\n"
                + "search,0,10,4,4,\nsearch,1,2,4,4,\nsearch,2,2.5,4,4,\nfinetune,0,,,,3\nfinetune,1,,,,2\n"
        );

        var section = CurvesSection.Of(
            MetricsTable.Read(folder["metrics.csv"]),
            SearchPhase.Of(new SearchRounds("generation", 1))
        )!;

        var page = System.Net.WebUtility.HtmlDecode(Text(section.Body));
        Assert.Contains("<h3>Search, generations 0 to 2</h3>", page, StringComparison.Ordinal);
        Assert.Contains("<h3>Fine-tuning, 2 updates</h3>", page, StringComparison.Ordinal);
        Assert.Contains("begin with generation 1", page, StringComparison.Ordinal);
        Assert.Contains("Fitness over generations: fitness from 2 to 2.5", page, StringComparison.Ordinal);
        Assert.Contains(
            "MACs left over generations: MACs left from 0.25 to 0.25; MACs left, B to A from 0.25 to 0.25",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("Losses over updates: lossG from 3 to 2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Term", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_of_which_nothing_was_said_has_rounds_that_are_all_drawn() =>
        Assert.Equal(new SearchPhase("round", 0), SearchPhase.Of(null));

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, true, "compress", "a.json")]
    [InlineData(false, true, "compress", "a.json", "--smoke")]
    [InlineData(false, false, "compress", "a.json")]
    [InlineData(false, false)]
    public void A_run_that_was_begun_with_smoke_has_a_banner(bool isNoted, bool isSmoke, params string[] command)
    {
        var files = new RunFiles
        {
            Result = TinyResult.Of() with { Smoke = isNoted },
            Origin = command.Length == 0 ? null : new RunOrigin { Verb = "compress", Command = command },
            Metrics = [],
            Pictures = RankedPictures.None,
        };

        Assert.Equal(isSmoke, SmokeBanner.Of(files) is not null);
    }

    [Fact]
    public void Lines_differ_in_colour_or_dashes_and_from_the_fifth_on_all_are_dashed()
    {
        var looks = Enumerable
            .Range(0, 24)
            .Select(static series => (PlotColors.Css(series), string.Join(' ', PlotMarks.Dashes(series) ?? [])))
            .ToList();

        Assert.Equal(24, looks.Distinct().Count());
        Assert.All(looks.Skip(4), static look => Assert.NotEmpty(look.Item2));
    }

    [Fact]
    public void Sixteen_series_differ_in_their_marks_and_more_in_colour_or_mark()
    {
        var looks = Enumerable
            .Range(0, 32)
            .Select(static series => (PlotColors.Css(series), PlotMarks.Glyph(series)))
            .ToList();

        Assert.Equal(16, looks.Take(16).Select(static look => look.Item2).Distinct().Count());
        Assert.Equal(32, looks.Distinct().Count());
    }

    [Fact]
    public void Every_mark_is_drawn_as_its_own_shape()
    {
        var shapes = Enumerable
            .Range(0, 16)
            .Select(static series =>
            {
                var marks = new ScatterSeries();
                PlotMarks.Apply(marks, series);
                return (marks.MarkerType, string.Join(' ', marks.MarkerOutline ?? []), marks.MarkerFill.IsVisible());
            });

        Assert.Equal(16, shapes.Distinct().Count());
    }

    [Fact]
    public void A_command_line_can_be_copied_into_a_shell()
    {
        var line = Shell.Line(
            ["compress", "my file.json", "--set", "name=it's"],
            new Dictionary<string, string> { ["GS_seed"] = "3" }
        );

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
