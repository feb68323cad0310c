using GsFramework.Host.Planning;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Planning;

public class WorkMeterTests
{
    private readonly WorkMeter _meter;
    private double _seconds;

    public WorkMeterTests() => _meter = new WorkMeter(() => new Elapsed(_seconds, 2 * _seconds));

    [Fact]
    public void The_first_piece_says_nothing_of_the_others_and_counts_in_the_phase()
    {
        _meter.Doing("slim");
        foreach (var seconds in new[] { 9.0, 1, 2 })
        {
            Work("updates", 1, seconds);
        }

        _meter.Doing(null);

        var phase = _meter.Phases[^1];
        Assert.Equal(new MeasuredWork("updates", 3, new Elapsed(12, 24), new Elapsed(1.5, 3)), phase.Work.Single());
        Assert.Equal(new Elapsed(12, 24), phase.Time);
    }

    [Fact]
    public void A_single_piece_is_divided_by_its_units()
    {
        _meter.Doing("evaluate");
        Work("images scored", 8, 4);
        _meter.Doing(null);

        Assert.Equal(0.5, _meter.Phases[^1].Find("images scored")!.Unit.Seconds);
    }

    [Fact]
    public void Work_within_work_counts_only_for_itself()
    {
        _meter.Doing("slim");
        using (_meter.Measure("updates"))
        {
            _seconds += 1;
            Work("discriminator", 1, 3);
            _seconds += 1;
        }

        _meter.Doing(null);

        var phase = _meter.Phases[^1];
        Assert.Equal(2, phase.Find("updates")!.Time.Seconds);
        Assert.Equal(3, phase.Find("discriminator")!.Time.Seconds);
        Assert.Equal(5, phase.Time.Seconds);
    }

    [Fact]
    public void What_comes_before_the_first_phase_is_the_start_and_work_belongs_to_its_phase()
    {
        Work("teacher's outputs", 8, 2);
        _meter.Doing("slim");
        Work("updates", 1, 1);
        _meter.Doing("extract");
        _meter.Doing(null);

        Assert.Equal(["start", "slim", "extract"], _meter.Phases.Select(static phase => phase.Name));
        Assert.Equal([1, 1, 0], _meter.Phases.Select(static phase => phase.Work.Count));
    }

    private void Work(string name, int units, double seconds)
    {
        using (_meter.Measure(name, units))
        {
            _seconds += seconds;
        }
    }
}
