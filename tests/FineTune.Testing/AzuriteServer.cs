using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FineTune.Testing;

/// <summary>
/// A blob service for the tests of one process, on a free loopback port with data in a temporary folder. It is installed from the
/// lock file in tests/azurite when it is not there, one process at a time, and ends with the test process.
/// </summary>
public sealed class AzuriteServer : IDisposable
{
    private const int Accounts = 64;
    private static readonly Lazy<Task<AzuriteServer>> Running = new(() => Task.Run(StartAsync));
    private readonly Process _process;
    private readonly TempFolder _data;
    private readonly string _key;
    private readonly int _port;
    private int _accountsTaken;

    private AzuriteServer(Process process, TempFolder data, string key, int port) =>
        (_process, _data, _key, _port) = (process, data, key, port);

    /// <summary>The one server of this process; started at the first call.</summary>
    public static Task<AzuriteServer> SharedAsync() => Running.Value;

    /// <summary>A connection string to an account that nobody else in this process uses.</summary>
    public string NewAccount()
    {
        var number = Interlocked.Increment(ref _accountsTaken) - 1;
        if (number >= Accounts)
        {
            throw new InvalidOperationException($"This test process has used all {Accounts} storage accounts. Raise AzuriteServer.Accounts.");
        }

        var account = AccountName(number);
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_key};BlobEndpoint=http://127.0.0.1:{_port}/{account};";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5000);
        }

        _process.Dispose();
        _data.Dispose();
    }

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
            var port = FreePort();
            var process = Launch(folder, data.Path, key, port);
            _ = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            var server = new AzuriteServer(process, data, key, port);
            if (await IsListeningAsync(process, port))
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
                return server;
            }

            server.Dispose();
            failure = await errors;
        }

        throw new InvalidOperationException($"Azurite in {folder} does not start: {failure}");
    }

    private static Process Launch(string folder, string data, string key, int port)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["start.js", "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", data, "--silent", "--skipApiVersionCheck"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, Accounts).Select(n => $"{AccountName(n)}:{key}"));
        return Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
}
