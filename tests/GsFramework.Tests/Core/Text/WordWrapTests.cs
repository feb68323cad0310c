using GsFramework.Core.Text;

namespace GsFramework.Tests.Core.Text;

public class WordWrapTests
{
    [Fact]
    public void Lines_are_broken_between_words_and_their_rests_are_indented() =>
        Assert.Equal(
            ["  term  quantization", "        GAN Slimming", "        with 8 bits"],
            WordWrap.Lines("  term  quantization GAN Slimming with 8 bits", 20, indent: 8)
        );

    [Fact]
    public void A_word_that_is_longer_than_a_line_stays_whole() =>
        Assert.Equal(
            ["see", "/home/somebody/runs/ink/model", "for it"],
            WordWrap.Lines("see /home/somebody/runs/ink/model for it", 12)
        );

    [Fact]
    public void Nothing_is_broken_where_lines_may_have_any_length() =>
        Assert.Equal(["a b", " c"], WordWrap.Lines("a b\n c", null));

    [Theory]
    [InlineData(12)]
    [InlineData(37)]
    [InlineData(80)]
    public void No_word_is_lost_and_no_line_is_longer_than_need_be(int width)
    {
        var words = Enumerable.Range(1, 200).Select(static number => new string('w', 1 + (number * 7 % 9))).ToArray();

        var lines = WordWrap.Lines(string.Join(' ', words), width, indent: 2).ToArray();

        Assert.Equal(words, lines.SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }
}
