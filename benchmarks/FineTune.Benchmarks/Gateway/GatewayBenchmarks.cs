using FineTune.Benchmarks.Reporting;
using FineTune.Core.Models;
using FineTune.Providers.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FineTune.Benchmarks.Gateway;

/// <summary>What the gateway adds to the time that the calls themselves need.</summary>
internal static class GatewayBenchmarks
{
    private const int Concurrency = 32;
    private const int Calls = 2000;
    private const int CallsQuickly = 640;
    private const double Target = 1.10;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(BenchmarkOptions options, Report report)
    {
        int calls = options.Quick ? CallsQuickly : Calls;
        await using ModelServer teacher = await ModelServer.StartAsync(Latency, (_, _) => "Done.");
        await JudgeAsync(options, report, teacher.Url, calls, "no limits", []);
        await JudgeAsync(options, report, teacher.Url, calls, "limits that are not reached", new()
        {
            ["Endpoints:teacher:RequestsPerMinute"] = "100000",
            ["Endpoints:teacher:TokensPerMinute"] = "1000000000",
        });
    }

    private static async Task JudgeAsync(
        BenchmarkOptions options, Report report, string url, int calls, string what, Dictionary<string, string?> limits)
    {
        using IHost host = Build(url, limits);
        IChatClient client = host.Services.GetRequiredService<IModelEndpoints>().GetChatClient("teacher", "teacher");
        await CallAsync(client, 2 * Concurrency);
        List<Sample> samples = [];
        for (int i = 0; i < options.Repeats; i++)
            samples.Add(await Sample.OfAsync(() => CallAsync(client, calls)));
        Sample median = Sample.Median(samples);
        double ideal = calls * Latency.TotalSeconds / Concurrency;
        report.Judge(
            $"{Format.Count(calls)} calls of {Latency.TotalMilliseconds:0} ms, {Concurrency} at once, {what}", $"<= {Format.Ratio(Target)} x ideal",
            $"{Format.Ratio(median.Wall / ideal)} x ideal ({Format.Seconds(median.Wall)})", Format.Seconds(median.Cpu), median.Wall <= Target * ideal);
    }

    private static IHost Build(string url, Dictionary<string, string?> more)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(more)
        {
            ["Endpoints:teacher:Kind"] = "compatible",
            ["Endpoints:teacher:Url"] = url,
            ["Endpoints:teacher:MaxConcurrency"] = $"{Concurrency}",
        });
        builder.AddFineTunePipeline();
        return builder.Build();
    }

    /// <summary>All at once: the gateway decides how many are in flight.</summary>
    private static Task CallAsync(IChatClient client, int calls) =>
        Task.WhenAll(Enumerable.Range(0, calls).Select(i => client.GetResponseAsync($"Instruction {i}: say that it is done.")));
}
