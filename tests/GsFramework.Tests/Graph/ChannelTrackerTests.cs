using GsFramework.Graph;

namespace GsFramework.Tests.Graph;

public class ChannelTrackerTests
{
    [Fact]
    public void New_labels_are_all_different()
    {
        var tracker = new ChannelTracker();

        Assert.Equal([0, 1, 2], tracker.Fresh(3));
        Assert.Equal([3, 4], tracker.Fresh(2));
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 5).Select(tracker.Root));
    }

    [Fact]
    public void Channels_that_are_tied_one_after_another_have_one_root_and_others_keep_theirs()
    {
        var tracker = new ChannelTracker();
        var (a, b, c, d) = (tracker.Fresh(2), tracker.Fresh(2), tracker.Fresh(2), tracker.Fresh(2));

        tracker.Tie(a, b);
        tracker.Tie(c, d);
        tracker.Tie(b, c);

        foreach (var i in new[] { 0, 1 })
        {
            Assert.Single(new[] { a, b, c, d }.Select(labels => tracker.Root(labels[i])).Distinct());
        }

        Assert.NotEqual(tracker.Root(a[0]), tracker.Root(a[1]));
    }

    [Fact]
    public void What_is_tied_to_a_frozen_channel_is_frozen_too()
    {
        var tracker = new ChannelTracker();
        var (a, b) = (tracker.Fresh(2), tracker.Fresh(2));
        tracker.Freeze([a[1]]);

        tracker.Tie(a, b);

        Assert.Equal([tracker.Root(b[1])], tracker.FrozenRoots());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Channels_of_different_numbers_cannot_be_tied(int count)
    {
        var tracker = new ChannelTracker();

        var fault = Assert.Throws<GraphException>(() => tracker.Tie(tracker.Fresh(2), tracker.Fresh(count)));

        Assert.Contains($"cannot tie 2 channels to {count}", fault.Message, StringComparison.Ordinal);
    }
}
