using GsFramework.Host.Planning;

namespace GsFramework.Tests.Host.Planning;

public class ForecastTextTests
{
    [Theory]
    [InlineData(0.42, "0.4 s")]
    [InlineData(45, "45 s")]
    [InlineData(126, "2.1 min")]
    [InlineData(720, "12 min")]
    [InlineData(3599, "1 h")]
    [InlineData(9600, "2 h 40 min")]
    [InlineData(273600, "3 d 4 h")]
    public void Times_are_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, ForecastText.Time(seconds));

    [Theory]
    [InlineData(400, "0 kB")]
    [InlineData(209_700_000, "210 MB")]
    [InlineData(999_600_000, "1.0 GB")]
    [InlineData(3_100_000_000, "3.1 GB")]
    public void Bytes_have_the_unit_that_fits(long bytes, string expected) =>
        Assert.Equal(expected, ForecastText.Bytes(bytes));

    [Fact]
    public void The_line_has_time_memory_disk_and_what_takes_longest()
    {
        var forecast = new Forecast
        {
            Name = "mine",
            Seconds = 9600,
            CpuSeconds = 19200,
            PeakMemoryBytes = 3_100_000_000,
            DiskBytes = 210_000_000,
            LongestPhase = "finetune",
            Phases = [new("slim", 1824, 3648, []), new("finetune", 7776, 15552, [])],
            TrialSeconds = 30,
        };

        Assert.Equal(
            "About 2 h 40 min, 3.1 GB of memory, 210 MB on disk; 81 % is finetune.",
            ForecastText.Line(forecast)
        );
    }
}
