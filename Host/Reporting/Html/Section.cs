namespace GsFramework.Host.Reporting.Html;

/// <summary>A section of a page.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Body">What is below the heading.</param>
internal sealed record Section(string Id, string Title, Markup Body);
