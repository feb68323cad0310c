using GsFramework.Host.Logging;
using GsFramework.Host.Reporting;
using GsFramework.Tests.Host.Runs;

namespace GsFramework.Tests.Host.Reporting;

public class ResultTableTests
{
    [Fact]
    public void Brackets_in_any_text_of_a_result_are_shown_as_they_are()
    {
        const string odd = "[/x] [red";
        var plain = TinyResult.Of();
        var result = plain with
        {
            Name = odd,
            Method = odd,
            Scores = [plain.Scores[0] with { Metric = odd, Split = odd, Caution = odd }],
            Channels = [plain.Channels[0] with { Layer = odd }],
        };
        using var output = new StringWriter();

        ResultTable.Write(new Terminal(output, TextWriter.Null, isLive: false).OutputConsole, result);
        ScoreTable.Write(new Terminal(output, TextWriter.Null, isLive: false), result.Scores);

        Assert.True(output.ToString().Split(odd).Length > 6, output.ToString());
    }
}
