namespace GsFramework.Models;

internal static class Placeholder;
