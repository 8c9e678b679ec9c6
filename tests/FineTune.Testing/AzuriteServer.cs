using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FineTune.Testing;

/// <summary>
/// Blob, queue and table services for the tests of one process, on free loopback ports with data in a temporary folder. It is
/// installed from the lock file in tests/azurite when it is not there, one process at a time, and ends with the test process.
/// </summary>
public sealed class AzuriteServer : IDisposable
{
    private const int Accounts = 64;
    private static readonly Lazy<Task<AzuriteServer>> Running = new(() => Task.Run(StartAsync));
    private Process _process;
    private readonly TempFolder _data;
    private readonly string _key;
    private readonly Ports _ports;
    private int _accountsTaken;
    private int _disposed;

    private AzuriteServer(Process process, TempFolder data, string key, Ports ports) =>
        (_process, _data, _key, _ports) = (process, data, key, ports);

    /// <summary>A connection string to an account that tests share; they keep apart by the names they use in it.</summary>
    public string SharedAccount => ConnectionString(AccountName(Accounts));

    /// <summary>The one server of this process; started at the first call.</summary>
    public static Task<AzuriteServer> SharedAsync() => Running.Value;

    /// <summary>A server of one test, which may stop and start it. Dispose of it.</summary>
    public static Task<AzuriteServer> OwnAsync() => StartAsync();

    /// <summary>Ends the services in order, so that all that was acknowledged is on disk. Nothing answers on their ports until <see cref="StartAgainAsync"/>.</summary>
    public async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>On the same ports, with the same data.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Launch(Path.Combine(RepositoryRoot.Path, "tests", "azurite"), _data.Path, _key, _ports);
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        foreach (var port in (int[])[_ports.Blob, _ports.Queue, _ports.Table])
        {
            if (!await IsListeningAsync(_process, port))
            {
                throw new InvalidOperationException("Azurite does not start again.");
            }
        }
    }

    /// <summary>A connection string to an account that nobody else in this process uses.</summary>
    public string NewAccount()
    {
        var number = Interlocked.Increment(ref _accountsTaken) - 1;
        if (number >= Accounts)
        {
            throw new InvalidOperationException(
                $"This test process has used all {Accounts} storage accounts. Raise AzuriteServer.Accounts.");
        }

        return ConnectionString(AccountName(number));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5000);
        }

        _process.Dispose();
        _data.Dispose();
    }

    private string ConnectionString(string account) => $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_key};"
        + $"BlobEndpoint=http://127.0.0.1:{_ports.Blob}/{account};QueueEndpoint=http://127.0.0.1:{_ports.Queue}/{account};"
        + $"TableEndpoint=http://127.0.0.1:{_ports.Table}/{account};";

    private static string AccountName(int number) => string.Create(CultureInfo.InvariantCulture, $"testaccount{number:00}");

    private static async Task<AzuriteServer> StartAsync()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "azurite");
        await AzuriteInstall.EnsureAsync(folder);
        var failure = string.Empty;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var data = new TempFolder();
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
            var ports = FreePorts();
            var process = Launch(folder, data.Path, key, ports);
            _ = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            var server = new AzuriteServer(process, data, key, ports);
            var isListening = true;
            foreach (var port in (int[])[ports.Blob, ports.Queue, ports.Table])
            {
                isListening = isListening && await IsListeningAsync(process, port);
            }

            if (isListening)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
                return server;
            }

            server.Dispose();
            failure = await errors;
        }

        throw new InvalidOperationException($"Azurite in {folder} does not start: {failure}");
    }

    private static Process Launch(string folder, string data, string key, Ports ports)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            ["start.js", "--blobHost", "127.0.0.1", "--blobPort", $"{ports.Blob}",
             "--queueHost", "127.0.0.1", "--queuePort", $"{ports.Queue}",
             "--tableHost", "127.0.0.1", "--tablePort", $"{ports.Table}",
             "--location", data, "--silent", "--skipApiVersionCheck"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, Accounts + 1).Select(n => $"{AccountName(n)}:{key}"));
        return Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
    }

    /// <summary>All three are open before the first is closed, so that they differ.</summary>
    private static Ports FreePorts()
    {
        using var blob = Listen();
        using var queue = Listen();
        using var table = Listen();
        return new Ports(PortOf(blob), PortOf(queue), PortOf(table));

        static TcpListener Listen()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return listener;
        }

        static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsListeningAsync(Process process, int port)
    {
        var started = Stopwatch.StartNew();
        while (!process.HasExited && started.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }

    private sealed record Ports(int Blob, int Queue, int Table);
}
