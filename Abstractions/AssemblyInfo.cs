using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("GsFramework.Tests")]
