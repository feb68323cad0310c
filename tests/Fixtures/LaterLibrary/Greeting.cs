namespace Fixtures.Library;

/// <summary>Has lost what the earlier version had, and has something new.</summary>
public static class Greeting
{
    public static int Generation => 2;
}
