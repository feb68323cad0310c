namespace GsFramework.Quantization;

internal static class Placeholder;
