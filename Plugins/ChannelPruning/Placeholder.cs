namespace GsFramework.ChannelPruning;

internal static class Placeholder;
