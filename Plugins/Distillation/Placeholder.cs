namespace GsFramework.Distillation;

internal static class Placeholder;
