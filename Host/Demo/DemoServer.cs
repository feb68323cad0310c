using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Serilog;

namespace GsFramework.Host.Demo;

/// <summary>
/// Serves a fixed list of files to browsers of this machine. A path is only ever looked up in the list, so there is
/// none that leads elsewhere; and a page of another site gets nothing, whatever name it has made point to 127.0.0.1.
/// </summary>
/// <remarks>
/// <see cref="HttpListener"/> and not Kestrel: it is in the base runtime, so that no command of the program needs the
/// ASP.NET Core runtime for the sake of this one.
/// </remarks>
internal sealed class DemoServer : IDisposable
{
    private const int AddressInUse = 98;
    private const int AddressInUseOnMac = 48;
    private const int AddressInUseOnWindows = 183;

    // Of HttpListener itself, when this very process has the port.
    private const int AlreadyRegistered = 400;
    private const int Tries = 10;

    private readonly IReadOnlyDictionary<string, DemoFile> _files;
    private readonly ILogger _log;
    private readonly HttpListener _listener;
    private readonly string _host;

    private DemoServer(IReadOnlyDictionary<string, DemoFile> files, ILogger log, HttpListener listener, int port)
    {
        _files = files;
        _log = log;
        _listener = listener;
        _host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        Address = new Uri($"http://{_host}/");
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Begins to listen; requests wait until <see cref="Run"/>.</summary>
    /// <param name="files">The files by path, such as <c>/demo.css</c>.</param>
    /// <param name="port">The port, or 0 for any that is free.</param>
    /// <param name="log">Told of requests that fail.</param>
    /// <exception cref="UserException">The port is in use or not to be had.</exception>
    public static DemoServer Start(IReadOnlyDictionary<string, DemoFile> files, int port, ILogger log)
    {
        for (var left = Tries; ; left--)
        {
            var chosen = port == 0 ? FreePort() : port;
            var listener = new HttpListener();
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{chosen}/"));
            try
            {
                listener.Start();
                return new DemoServer(files, log, listener, chosen);
            }
            catch (HttpListenerException fault)
            {
                listener.Close();

                // Another program may take a free port in the moment before this one does.
                if (port != 0 || left == 1)
                {
                    throw new UserException(Explain(chosen, fault), fault);
                }
            }
        }
    }

    /// <summary>Answers requests until it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception fault)
                when (cancellation.IsCancellationRequested
                    && fault is HttpListenerException or ObjectDisposedException or InvalidOperationException
                )
            {
                return;
            }

            ThreadPool.QueueUserWorkItem(_ => Answer(context));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string Explain(int port, HttpListenerException fault) =>
        fault.ErrorCode is AddressInUse or AddressInUseOnMac or AddressInUseOnWindows or AlreadyRegistered
            ? $"Port {port} of 127.0.0.1 is in use by another program. End that one, give another --port, or leave "
                + $"--port out: then a free one is taken."
            : $"Port {port} of 127.0.0.1 is not to be had: {fault.Message}. Give another --port, or leave --port "
                + $"out: then a free one is taken.";

    private void Answer(HttpListenerContext context)
    {
        try
        {
            Answer(context.Request, context.Response);
        }
        catch (Exception fault)
            when (fault
                    is HttpListenerException
                        or IOException
                        or UnauthorizedAccessException
                        or ObjectDisposedException
            )
        {
            // The browser went away, or a model's file did; the next request may be well.
            _log.Debug(fault, "{Path} was not sent", context.Request.RawUrl);
            context.Response.Abort();
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        AddHeaders(response.Headers);
        if (request.UserHostName != _host)
        {
            Refuse(response, HttpStatusCode.MisdirectedRequest);
        }
        else if (request.HttpMethod != "GET")
        {
            response.AddHeader("Allow", "GET");
            Refuse(response, HttpStatusCode.MethodNotAllowed);
        }
        else if (!_files.TryGetValue(request.Url!.AbsolutePath, out var file))
        {
            Refuse(response, HttpStatusCode.NotFound);
        }
        else
        {
            Send(response, file);
        }
    }

    // The first two give the page SharedArrayBuffer, without which WebAssembly has one thread only.
    private static void AddHeaders(WebHeaderCollection headers)
    {
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Content-Security-Policy"] =
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
            + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action "
            + "'none'; frame-ancestors 'none'";
        headers["X-Content-Type-Options"] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cache-Control"] = "no-cache";
    }

    private static void Refuse(HttpListenerResponse response, HttpStatusCode status)
    {
        response.StatusCode = (int)status;
        response.ContentLength64 = 0;
        response.Close();
    }

    private static void Send(HttpListenerResponse response, DemoFile file)
    {
        using var content = file.Open();
        response.ContentType = file.ContentType;
        response.ContentLength64 = content.Length;
        if (file.IsGzip)
        {
            response.AddHeader("Content-Encoding", "gzip");
        }

        using (var output = response.OutputStream)
        {
            content.CopyTo(output);
        }

        response.Close();
    }
}
