using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serilog;

namespace GsFramework.Host.Serving;

/// <summary>
/// Answers with files. A path is only looked up among those that there are, so there is none that leads elsewhere; and
/// a page of another site gets nothing, whatever name it has made point to 127.0.0.1.
/// </summary>
/// <param name="find">Gives the file of a path; null where there is none.</param>
/// <param name="scripts">The sources of scripts that browsers may run.</param>
/// <param name="styles">The sources of their styles.</param>
/// <param name="log">Told of requests that fail.</param>
internal sealed class LocalAnswers(Func<string, ServedFile?> find, string scripts, string styles, ILogger log)
    : IHttpApplication<HttpContext>
{
    /// <summary>The host and port by which a request must ask; null as long as the port is not known.</summary>
    public string? Host { get; set; }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) { }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        try
        {
            AddHeaders(response.Headers);
            if (request.Headers.Host != Host)
            {
                await Refuse(response, StatusCodes.Status421MisdirectedRequest, $"Ask http://{Host}/.");
            }
            else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            {
                response.Headers.Allow = "GET, HEAD";
                await Refuse(response, StatusCodes.Status405MethodNotAllowed, "There are only files to get here.");
            }
            else if (find(request.Path.Value ?? "") is not { } file)
            {
                await Refuse(response, StatusCodes.Status404NotFound, "There is no such file.");
            }
            else
            {
                await Send(context, file);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The browser went away; the next request may be well.
            log.Debug(fault, "{Path} was not sent", request.Path.Value);
            context.Abort();
        }
    }

    // The first two give the page SharedArrayBuffer, without which WebAssembly has one thread only.
    private void AddHeaders(IHeaderDictionary headers)
    {
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src {scripts}; worker-src 'self'; style-src {styles}; "
            + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action "
            + "'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
    }

    private static Task Refuse(HttpResponse response, int status, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason + "\n");
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = text.Length;
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(text, response.HttpContext.RequestAborted).AsTask();
    }

    private async Task Send(HttpContext context, ServedFile file)
    {
        Stream content;
        try
        {
            content = file.Open();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Warning("{Path} cannot be sent: {Reason}", context.Request.Path.Value, fault.Message);
            await Refuse(
                context.Response,
                StatusCodes.Status410Gone,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The file can no longer be read: {fault.Message} Put it back, or start the command again."
                )
            );
            return;
        }

        await using (content)
        {
            var response = context.Response;
            response.ContentType = file.ContentType;
            response.ContentLength = content.Length;
            if (file.IsGzip)
            {
                response.Headers.ContentEncoding = "gzip";
            }

            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await content.CopyToAsync(response.Body, context.RequestAborted);
            }
        }
    }
}
