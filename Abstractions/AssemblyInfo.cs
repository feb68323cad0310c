using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("GsFramework.Testing")]
[assembly: InternalsVisibleTo("GsFramework.Tests")]
