using GsFramework.Core.Import.Reading;

namespace GsFramework.Core.Import.Layers;

/// <summary>A node of a file that cannot become layers.</summary>
internal sealed class UnreadableStepException(OnnxStep step, string reason) : Exception($"{step}: {reason}.");
