using GsFramework.Parts;

namespace GsFramework.Host.Composition;

/// <summary>A part and the plugin that has it.</summary>
internal sealed record CatalogPart(PartMetadata Metadata, Plugin Plugin);
