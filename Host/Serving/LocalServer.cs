using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serilog;

namespace GsFramework.Host.Serving;

/// <summary>Serves the files of the page to browsers of this machine. Kestrel alone, without the host of web
/// applications: there is nothing to configure.</summary>
internal sealed class LocalServer : IDisposable
{
    // Far more than browsers open, and few enough for the memory of this machine.
    private const int MostConnections = 1000;
    private const int HeaderSeconds = 10;
    private const int IdleSeconds = 60;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _server;

    private LocalServer(KestrelServer server, Uri address) => (_server, Address) = (server, address);

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="find">Gives the file of a path, such as <c>/demo.css</c>; null where there is none.</param>
    /// <param name="scripts">The sources of scripts that browsers may run.</param>
    /// <param name="styles">The sources of their styles.</param>
    /// <param name="port">The port, or 0 for any that is free.</param>
    /// <param name="log">Told of requests that fail.</param>
    /// <exception cref="UserException">The port is in use or not to be had.</exception>
    public static LocalServer Start(
        Func<string, ServedFile?> find,
        string scripts,
        string styles,
        int port,
        ILogger log
    )
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeaderSeconds);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(IdleSeconds);

        // No request has a body that anybody reads.
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(IPAddress.Loopback, port, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance
        );
        var answers = new LocalAnswers(find, scripts, styles, log);
        try
        {
            server.StartAsync(answers, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            server.Dispose();
            throw new UserException(Explain(port, fault), fault);
        }

        var bound = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        answers.Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{bound.Port}");
        return new LocalServer(server, new Uri($"http://{answers.Host}/"));
    }

    /// <summary>Waits until it is cancelled, and stops.</summary>
    public void Run(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne();
        using var patience = new CancellationTokenSource(_patience);
        _server.StopAsync(patience.Token).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private static string Explain(int port, Exception fault) =>
        fault.InnerException is AddressInUseException
            ? $"Port {port} of 127.0.0.1 is in use by another program. End that one, give another --port, or leave "
                + $"--port out: then a free one is taken."
            : $"Port {port} of 127.0.0.1 is not to be had: {fault.Message} Give another --port, or leave --port "
                + $"out: then a free one is taken.";
}
