using GsFramework.Core.Composition.Assemblies;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Loading;

/// <summary>A part and the plugin that has it.</summary>
internal sealed record CatalogPart(PartMetadata Metadata, Plugin Plugin);
