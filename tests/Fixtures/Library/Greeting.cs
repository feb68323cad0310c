namespace Fixtures.Library;

public static class Greeting
{
    public static string Text { get; } = "a term whose plugin carries a library";

    public static int Generation => 1;
}
