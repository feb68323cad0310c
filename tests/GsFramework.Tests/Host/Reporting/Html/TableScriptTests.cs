using GsFramework.Host.Reporting.Html;
using GsFramework.Tests.Host.Demo;
using ViewPortOptions = PuppeteerSharp.ViewPortOptions;

namespace GsFramework.Tests.Host.Reporting.Html;

// Each opens a browser, which wants a processor for itself.
[Collection(nameof(DemoPageTests))]
public sealed class TableScriptTests : IDisposable
{
    // What is copied, where the page has no clipboard, as one from the disk in some browsers.
    private const string Copied =
        """
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = command => {
          window.copied = command === "copy" ? document.activeElement.value : null;
          return true;
        };
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_phone_shows_the_compact_network_first_and_sorts_by_the_column_that_is_clicked()
    {
        string[] rows = ["a 1 8", "b 2 6", "c 3 7"];
        await using var browser = await ReportPage.Open(
            Of(
                [Column.Corner, "dense G0", Column.Compact],
                rows.Select(static row =>
                    (IReadOnlyList<Markup>)[.. row.Split(' ').Select(static cell => (Markup)cell)]
                )
            ),
            _folder
        );
        Task<string> Rows() => browser.Texts("tbody tr");

        Assert.Equal("a18; b26; c37", await Rows());
        await browser.Page.SetViewportAsync(new ViewPortOptions { Width = 390, Height = 844 });
        await browser.Until("document.querySelector('tbody tr').textContent === 'a81'");
        Assert.Equal("; compact G; dense G0", await browser.Texts("thead tr > *"));
        await browser.Click("thead th .sort");
        Assert.Equal("b62; c73; a81", await Rows());
        await browser.Page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 844 });
        await browser.Until("document.querySelector('tbody tr').textContent === 'b26'");
        Assert.True(await browser.Holds("document.querySelector('thead').firstChild.firstChild.localName === 'td'"));
    }

    [Fact]
    public async Task A_click_on_a_head_sorts_up_then_down_then_as_it_was_with_what_is_unknown_last()
    {
        string[] written =
        [
            "12.3 M *",
            "1.5 k",
            "–",
            "4.00×",
            "(1.73 ± 0.54)×10⁻⁵",
            "−0.250 ± 0.011",
            "< 0.0001",
            "1,300",
        ];
        double?[] seconds = [0.5, 60, 7200, null, 2, 10800, 14400, 18000];
        var rows = written.Zip(seconds, static (value, time) =>
            (IReadOnlyList<Markup>)["row", value, Tables.Sorted(Numbers.Duration(time), time)]
        );
        await using var browser = await ReportPage.Open(Of(["name", "value", "time"], rows), _folder);
        async Task<(string Values, string? Order)> Clicked()
        {
            await browser.Click("th:nth-child(2) .sort");
            return (
                await browser.Texts("td:nth-child(2)"),
                (string?)await browser.Evaluate("document.querySelector('th:nth-child(2)').getAttribute('aria-sort')")
            );
        }

        string[] up = ["−0.250 ± 0.011", "(1.73 ± 0.54)×10⁻⁵", "< 0.0001", "4.00×", "1,300", "1.5 k", "12.3 M *"];
        Assert.Equal((string.Join("; ", [.. up, "–"]), "ascending"), await Clicked());
        Assert.Equal((string.Join("; ", [.. up.Reverse(), "–"]), "descending"), await Clicked());
        Assert.Equal((string.Join("; ", written), null), await Clicked());

        await browser.Click("th:nth-child(3) .sort");
        Assert.Equal(
            "0.5 s; 2.0 s; 1 min 0 s; 2 h 0 min; 3 h 0 min; 4 h 0 min; 5 h 0 min; –",
            await browser.Texts("td:nth-child(3)")
        );
        Assert.Equal("time", await browser.Texts("[aria-sort]"));
    }

    [Theory]
    [InlineData("CSV", "name,score,time\n\"a, \"\"b\"\" & c_1\",(1.73 ± 0.54)×10⁻⁵,0.5 s\nd|e,–,1 min 0 s\n")]
    [InlineData(
        "Markdown",
        "| name | score | time |\n| --- | ---: | ---: |\n| a, \"b\" & c_1 | (1.73 ± 0.54)×10⁻⁵ | 0.5 s |\n"
            + "| d\\|e | – | 1 min 0 s |\n"
    )]
    [InlineData(
        "LaTeX",
        "\\begin{tabular}{lrr}\n\\hline\nname & score & time \\\\\n\\hline\n"
            + "a, \"b\" \\& c\\_1 & $(1.73 \\pm 0.54) \\times 10^{-5}$ & 0.5 s \\\\\n"
            + "d|e & -- & 1 min 0 s \\\\\n\\hline\n\\end{tabular}\n"
    )]
    public async Task A_table_is_copied_as_it_is_shown(string format, string expected)
    {
        var page = Of(
            ["name", "score", "time"],
            [
                ["d|e", "–", Tables.Sorted("1 min 0 s", 60)],
                ["a, \"b\" & c_1", "(1.73 ± 0.54)×10⁻⁵", Tables.Sorted("0.5 s", 0.5)],
            ]
        );
        await using var browser = await ReportPage.Open(page, _folder, Copied);
        await browser.Click("th:nth-child(3) .sort");

        await browser.Evaluate(
            $"[...document.querySelectorAll('.copying button')].find(one => one.textContent === '{format}').click()"
        );

        await browser.Until("window.copied !== undefined");
        Assert.Equal(expected, (string)(await browser.Evaluate("window.copied"))!);
        await browser.Until("document.querySelector('.copying').textContent.includes('Copied')");
        Assert.Equal(0, (int)(await browser.Evaluate("document.querySelectorAll('textarea').length"))!);
    }

    [Fact]
    public async Task Symbols_and_signs_are_formulas_in_LaTeX()
    {
        var page = Of(["", Column.Symbol("r", "c"), "50 %"], [["x^2", "4.00×", "−0.250 ± 0.011"]]);
        await using var browser = await ReportPage.Open(page, _folder, Copied);

        await browser.Evaluate("document.querySelector('.copying button:last-child').click()");

        await browser.Until("window.copied !== undefined");
        var lines = ((string)(await browser.Evaluate("window.copied"))!).Split('\n');
        Assert.Equal(@" & $r_c$ & 50 \% \\", lines[2]);
        Assert.Equal(@"x\textasciicircum{}2 & 4.00$\times$ & $-0.250 \pm 0.011$ \\", lines[4]);
        Assert.True(await browser.Holds("!document.querySelector('.sort')"), "one row has no order");
    }

    private static string Of(IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Markup>> rows) =>
        Page.Write("Table", "", new Section("table", "Table", Tables.Of("Table", columns, rows)));
}
