using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Tests.Host.Logging;

public class StatusLineTests
{
    private const string Status = "slim 12/400  3m 20s left  MACs 2.1x of 4x  distance 0.05";

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_on_either_stream_has_remains_of_the_status_or_of_another_line(int columns)
    {
        var screen = new Screen(columns);
        var (status, output, error) = Streams(screen, columns);
        var random = new Random(columns);
        var expected = new List<string>();
        for (var i = 0; i < 500; i++)
        {
            var line = new string((char)('a' + (i % 26)), random.Next(1, columns + 1));
            switch (random.Next(7))
            {
                case 0:
                    status.Show(Status[..random.Next(1, Status.Length)]);
                    continue;
                case 1:
                    output.WriteLine(line);
                    break;
                case 2:
                    error.WriteLine(line);
                    break;
                case 3:
                    output.Write(line);
                    status.Show(Status);
                    output.Write('\n');
                    break;
                case 4:
                    error.Write($"\u001b[33m{line}\u001b[0m\n\u001b[0m");
                    break;
                case 5:
                    status.End(line[..Math.Min(line.Length, status.Room)]);
                    line = line[..Math.Min(line.Length, status.Room)];
                    break;
                default:
                    status.End();
                    continue;
            }

            expected.Add(line);
        }

        status.End();

        Assert.Equal(expected, screen.Lines);
    }

    [Fact]
    public void The_status_comes_again_below_what_is_written()
    {
        var screen = new Screen(80);
        var (status, _, error) = Streams(screen, 80);

        status.Show(Status);
        error.WriteLine("Step 12: a line");

        Assert.Equal(["Step 12: a line", Status], screen.Lines);
    }

    [Fact]
    public void A_status_that_is_longer_than_the_terminal_is_cut()
    {
        var screen = new Screen(20);
        var (status, _, error) = Streams(screen, 20);

        status.Show(Status);
        status.Show(Status);
        error.WriteLine("short");

        Assert.Equal(["short", Status[..19]], screen.Lines);
    }

    private static (StatusLine Status, StatusAwareWriter Output, StatusAwareWriter Error) Streams(
        Screen screen,
        int columns
    )
    {
        var status = new StatusLine(screen, () => columns);
        var stream = new AnsiConsoleOutput(screen);
        return (status, new StatusAwareWriter(stream, status), new StatusAwareWriter(stream, status));
    }
}
