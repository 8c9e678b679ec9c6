using System.Diagnostics;
using System.Text;

namespace FineTune.EndToEnd.Tests;

/// <summary>The real program in a process of its own, so that it can be killed.</summary>
internal sealed class FinetuneProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private FinetuneProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static FinetuneProcess Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <param name="settings">App settings that the process gets as environment variables.</param>
    public static FinetuneProcess Start(IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "finetune.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("FINETUNE_DATA");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new FinetuneProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end and checks its exit code; the failure shows what it printed.</summary>
    public static Task<string> RunAsync(int exitCode, params IEnumerable<string> arguments) => RunAsync(exitCode, new Dictionary<string, string>(), arguments);

    /// <summary>The same with app settings.</summary>
    public static async Task<string> RunAsync(int exitCode, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
    {
        await using var process = Start(settings, arguments);
        Assert.True(await process.WaitAsync() == exitCode, $"Expected exit code {exitCode}:\n{process.Output}");
        return process.Output;
    }

    public async Task<int> WaitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program did not end in five minutes:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
