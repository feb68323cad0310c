namespace GsFramework.Host.Serving;

/// <summary>A file that the demonstration serves.</summary>
/// <param name="ContentType">What it is, as browsers want to know it.</param>
/// <param name="Open">Opens it; whoever calls disposes the stream, whose length is known.</param>
/// <param name="IsGzip">True for bytes that the browser has to unpack.</param>
internal sealed record ServedFile(string ContentType, Func<Stream> Open, bool IsGzip = false)
{
    /// <summary>The type of a file by the end of its name.</summary>
    public static string TypeOf(string name) =>
        Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" or ".mjs" => "text/javascript; charset=utf-8",
            ".json" => "application/json; charset=utf-8",
            ".txt" => "text/plain; charset=utf-8",
            ".wasm" => "application/wasm",
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".webp" => "image/webp",
            ".bmp" => "image/bmp",
            _ => "application/octet-stream",
        };

    /// <summary>A file of the disk, which is opened again each time.</summary>
    public static ServedFile OnDisk(string path) => new(TypeOf(path), () => File.OpenRead(path));

    /// <summary>A text that was made for the page.</summary>
    public static ServedFile OfBytes(string contentType, byte[] bytes) =>
        new(contentType, () => new MemoryStream(bytes, writable: false));
}
