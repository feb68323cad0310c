using GsFramework.Parts;

namespace GsFramework.Core.Composition;

/// <summary>A part and the plugin that has it.</summary>
internal sealed record CatalogPart(PartMetadata Metadata, Plugin Plugin);
