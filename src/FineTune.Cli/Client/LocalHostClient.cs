using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting.Processes;
using FineTune.Core;
using FineTune.Core.Registry;
using FineTune.Functions.Api.Models;

namespace FineTune.Cli.Client;

/// <summary>Speaks HTTP with a running host. Every failure becomes a <see cref="CommandException"/> with the host's own words and next step.</summary>
internal sealed class LocalHostClient(HttpClient http) : IDisposable
{
    /// <summary>The host of a data folder.</summary>
    public static LocalHostClient Find(DataFolder data, IProcessTable processes)
    {
        var record = HostProcessFile.FindLiving(data, processes)
            ?? throw new CommandException(
                $"No host is running for '{data.Path}'.",
                "Start one with `finetune up` in another terminal, or set its data folder with --data.", ExitCodes.Unavailable);
        return At(record.Url);
    }

    public static LocalHostClient At(string url) =>
        new(new HttpClient { BaseAddress = new Uri(url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(100) });

    public Task<IReadOnlyList<LineageOverview>> GetLineagesAsync(CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<LineageOverview>>("api/lineages", cancellationToken);

    public Task<IReadOnlyList<DatasetOverview>> GetDatasetsAsync(string lineage, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<DatasetOverview>>($"api/lineages/{lineage}/datasets", cancellationToken);

    /// <summary>Null where the host has not seen the drop yet.</summary>
    public Task<DatasetDetail?> FindDatasetAsync(string lineage, string datasetId, CancellationToken cancellationToken) =>
        FindAsync<DatasetDetail>($"api/lineages/{lineage}/datasets/{datasetId}", cancellationToken);

    /// <summary>The newest runs; <paramref name="after"/> is the token of the page before.</summary>
    public Task<RunPage> GetRunsAsync(string lineage, int take, string? after, CancellationToken cancellationToken) =>
        GetAsync<RunPage>(
            $"api/lineages/{lineage}/runs?take={take}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", cancellationToken);

    public Task<RunDetail?> FindRunAsync(string lineage, string runId, CancellationToken cancellationToken) =>
        FindAsync<RunDetail>($"api/lineages/{lineage}/runs/{Uri.EscapeDataString(runId)}", cancellationToken);

    public async Task<ModelsOverview> GetModelsAsync(string lineage, CancellationToken cancellationToken) =>
        await FindAsync<ModelsOverview>($"api/lineages/{lineage}/models", cancellationToken)
        ?? new ModelsOverview([], new Dictionary<string, int>(), []);

    public Task DecideAsync(string lineage, string runId, bool approved, string by, string? comment, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/runs/{Uri.EscapeDataString(runId)}/approve", new { approved, by, comment }, cancellationToken);

    public Task CancelAsync(string lineage, string runId, string by, string? reason, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/runs/{Uri.EscapeDataString(runId)}/cancel", new { by, reason }, cancellationToken);

    public Task PromoteAsync(string lineage, int version, string reason, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/aliases/{Aliases.Champion}", new { version, reason }, cancellationToken);

    public Task RollBackAsync(string lineage, string reason, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/aliases/{Aliases.Champion}", new { previous = true, reason }, cancellationToken);

    public Task TuneAsync(string lineage, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/tune", new { }, cancellationToken);

    /// <summary>Works on a drop again that was refused or failed.</summary>
    public Task AgainAsync(string lineage, string datasetId, CancellationToken cancellationToken) =>
        PostAsync($"api/lineages/{lineage}/datasets/{datasetId}/runs", new { }, cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await ThrowUnlessSuccessAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: FineTuneJson.Options) };
        using var response = await SendAsync(request, cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using (request)
            {
                return await http.SendAsync(request, cancellationToken);
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandException(
                $"The host at {http.BaseAddress} does not answer: {e.Message}",
                "Check the terminal where `finetune up` runs and host.log in its data folder, then start it again.",
                ExitCodes.Unavailable, e);
        }
    }

    private async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var error = LocalHostError.Read(body);
        var message = error?.Message
            ?? $"The host at {http.BaseAddress} answered {(int)response.StatusCode} {response.ReasonPhrase} to {response.RequestMessage?.RequestUri?.PathAndQuery}.";
        var next = error?.Next ?? "Check host.log in its data folder.";
        throw (int)response.StatusCode >= 500 ? new HostFailingException(message, next) : new CommandException(message, next);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(FineTuneJson.Options, cancellationToken)
                ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new CommandException(
                $"The response of {response.RequestMessage?.RequestUri} cannot be read: {e.Message}",
                "The host may be another version. Stop it and run `finetune up` with this version.", ExitCodes.Unavailable, e);
        }
    }
}
