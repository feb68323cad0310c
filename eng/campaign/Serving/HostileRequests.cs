using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using GsFramework.Campaign.Runs;

namespace GsFramework.Campaign.Serving;

/// <summary>Requests that a server must bear.</summary>
/// <param name="address">The server's.</param>
/// <param name="model">The file of the model that it shows.</param>
/// <param name="trial">Notes what is wrong.</param>
internal sealed class HostileRequests(Uri address, string model, Trial trial) : IDisposable
{
    private const int Many = 200;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(Tally.Longest);

    private static readonly string[] _paths =
    [
        "/../../../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%00",
        "/%",
        "/%zz",
        "//",
        "/images/-1",
        "/images/99999999999",
        "/models/../a.onnx",
        "/\u00e9",
        "/?a=%ff%fe",
        "/" + new string('a', 5000),
        "http://example.com/",
        "*",
        "",
    ];

    private static readonly string[] _methods =
    [
        "POST",
        "PUT",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "X",
        "get",
    ];

    private readonly List<Socket> _open = [];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(string Name, Action<HostileRequests> Attack)> All { get; } =
        [
            ("connections that send nothing", static requests => requests.SendNothing()),
            ("connections that read nothing", static requests => requests.ReadNothing()),
            ("a huge header", static requests => requests.HugeHeader()),
            ("a huge body", static requests => requests.HugeBody()),
            ("bodies that never come", static requests => requests.BodyThatNeverComes()),
            ("a bad image", static requests => requests.BadImage()),
            ("strange paths", static requests => requests.Paths()),
            ("unknown methods", static requests => requests.Methods()),
            ("bytes of chance", static requests => requests.Garbage()),
            ("many requests at once", static requests => requests.ManyAtOnce()),
            ("a deleted model", static requests => requests.ModelDeleted()),
            ("another host", static requests => requests.OtherHost()),
        ];

    /// <summary>Asks as a browser would.</summary>
    /// <returns>Whether it was answered in time.</returns>
    public bool Normal(string after) =>
        // Another program may have had the processor. A server that is blocked still is.
        IsAnswered(after, isLast: false) || IsAnswered(after, isLast: true);

    private bool IsAnswered(string after, bool isLast)
    {
        var start = Stopwatch.GetTimestamp();
        string answer;
        try
        {
            answer = Ask(Request("GET", "/"), _patience);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            answer = fault.Message;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            trial.Slowest = Math.Max(trial.Slowest ?? 0, seconds);
            trial.Accepted++;
            return true;
        }

        if (isLast)
        {
            trial.Slowest = Math.Max(trial.Slowest ?? 0, seconds);
            trial.Add(
                FaultKind.Unhandled,
                FormattableString.Invariant(
                    $"After {after} a normal request is not answered, in {seconds:F1} s: {First(answer)}"
                )
            );
        }

        return false;
    }

    /// <summary>Closes all connections.</summary>
    public void CloseAll()
    {
        _open.ForEach(static socket => socket.Dispose());
        _open.Clear();
    }

    public void Dispose() => CloseAll();

    private void SendNothing() => Try(() =>
        {
            for (var i = 0; i < Many; i++)
            {
                _ = Connect();
            }
        });

    private void ReadNothing() => Try(() =>
        {
            for (var i = 0; i < Many / 4; i++)
            {
                var socket = Connect();
                socket.ReceiveBufferSize = 1024;
                for (var repeat = 0; repeat < 20; repeat++)
                {
                    Send(socket, Encoding.ASCII.GetBytes(Request("GET", "/demo.js")));
                }
            }
        });

    private void HugeHeader() => Try(() =>
        {
            var socket = Connect();
            Send(socket, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {address.Authority}\r\nX: "));
            var part = Encoding.ASCII.GetBytes(new string('a', 1 << 16));
            for (var i = 0; i < 100; i++)
            {
                Send(socket, part);
            }
        });

    private void HugeBody() => Try(() =>
        {
            var socket = Connect();
            Send(socket, Encoding.ASCII.GetBytes(Body(9999999999999)));
            var part = new byte[1 << 16];
            for (var i = 0; i < 200; i++)
            {
                Send(socket, part);
            }
        });

    private void BodyThatNeverComes() => Try(() =>
        {
            for (var i = 0; i < Many / 4; i++)
            {
                Send(Connect(), Encoding.ASCII.GetBytes(Body(1000)));
            }
        });

    private void BadImage()
    {
        var body = "\x89PNG\r\n\x1a\n" + new string('x', 500);
        Answered(
            $"POST /images HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: image/png\r\nConnection: close\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}",
            "a bad image"
        );
    }

    private void Paths()
    {
        foreach (var path in _paths)
        {
            Answered(Request("GET", path), $"the path '{path[..Math.Min(40, path.Length)]}'");
        }
    }

    private void Methods()
    {
        foreach (var method in _methods)
        {
            Answered(Request(method, "/"), $"the method {method}");
        }
    }

    private void Garbage()
    {
        var bytes = new byte[2000];
        trial.Random.NextBytes(bytes);
        Answered(Encoding.Latin1.GetString(bytes) + "\r\n\r\n", "bytes of chance");
        Answered("GET / HTTP/9.9\r\n\r\n", "another version");
        Answered("GET /\r\n\r\n", "no version");
    }

    private void ManyAtOnce() =>
        Parallel.For(0, Many, new ParallelOptions { MaxDegreeOfParallelism = 50 }, _ =>
            Answered(Request("GET", "/"), "many at once")
        );

    private void OtherHost() =>
        Answered("GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n", "another host");

    private void ModelDeleted()
    {
        var bytes = File.ReadAllBytes(model);
        File.Delete(model);
        foreach (var path in new[] { "/models/0.onnx", "/models/0", "/model/0", "/models.json" })
        {
            Answered(Request("GET", path), "a deleted model");
        }

        File.WriteAllBytes(model, bytes);
    }

    private string Request(string method, string path) =>
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n";

    private string Body(long length) =>
        $"POST / HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: {length}\r\n\r\n";

    // A connection that the server ends is an answer too; an error of its own without a word is not. That of another
    // version of HTTP says all by its number.
    private void Answered(string request, string what) => Try(() =>
        {
            var answer = Ask(request, _patience);
            var body = answer.Split("\r\n\r\n", 2)[^1];
            lock (_open)
            {
                if (
                    answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal)
                    && !answer.StartsWith("HTTP/1.1 505 ", StringComparison.Ordinal)
                    && (body == answer || body.Length == 0)
                )
                {
                    trial.Add(FaultKind.Unhandled, $"{First(answer)} without a text, after {what}");
                }
                else if (answer.Length > 0)
                {
                    trial.Refused++;
                }
            }
        });

    // The beginning of the answer, until the server closes the connection.
    private string Ask(string request, TimeSpan patience)
    {
        using var socket = Dial();
        socket.ReceiveTimeout = socket.SendTimeout = (int)patience.TotalMilliseconds;
        socket.Send(Encoding.Latin1.GetBytes(request));
        var buffer = new byte[1 << 14];
        var length = 0;
        try
        {
            for (var read = 1; read > 0 && length < buffer.Length; length += read)
            {
                read = socket.Receive(buffer.AsSpan(length));
            }
        }
        catch (SocketException) when (length > 0)
        {
            // What came is an answer.
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private Socket Connect()
    {
        var socket = Dial();
        _open.Add(socket);
        return socket;
    }

    private Socket Dial()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            SendTimeout = 1000,
        };
        var connecting = socket.ConnectAsync(address.Host, address.Port);
        return connecting.Wait(_patience) ? socket : throw new IOException("no connection");
    }

    private static void Send(Socket socket, byte[] bytes) => socket.Send(bytes);

    // The server may end a connection as it likes.
    private static void Try(Action attack)
    {
        try
        {
            attack();
        }
        catch (Exception fault) when (fault is SocketException or IOException or AggregateException)
        {
            // That is its right.
        }
    }

    private static string First(string answer) => answer.Split('\r', '\n')[0];
}
