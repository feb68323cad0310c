namespace GsFramework;

internal static class Placeholder;
