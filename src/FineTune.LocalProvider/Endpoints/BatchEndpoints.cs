using FineTune.LocalProvider.Batches;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Endpoints;

internal static class BatchEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/batches", "batches", "batches.create", call => CreateAsync(core, call));
        routes.Api("GET", "/batches", "batches", "batches.list", call => ListAsync(core, call));
        routes.Api("GET", "/batches/{id}", "batches", "batches.get", call => ShowAsync(core, core.Batches.Require(call.Route("id"))));
        routes.Api("POST", "/batches/{id}/cancel", "batches", "batches.cancel", call => CancelAsync(core, call));
    }

    private static async Task<ApiReply> CreateAsync(ProviderCore core, ApiCall call)
    {
        var body = await call.JsonAsync();
        var input = core.Files.Require(body.Required("input_file_id"), "input_file_id");
        var endpoint = BatchEndpoint.Normal(body.Required("endpoint"));
        if (Array.IndexOf(BatchEndpoint.All, endpoint) < 0)
            throw ApiException.BadRequest($"Invalid value: '{endpoint}'. Supported values are: {string.Join(", ", BatchEndpoint.All)}.", "endpoint", "invalid_value");
        if (body.Required("completion_window") is var window && window != "24h")
            throw ApiException.BadRequest($"Invalid value: '{window}'. Supported values are: '24h'.", "completion_window", "invalid_value");
        if (input.Purpose != "batch")
            throw ApiException.BadRequest($"The file {input.Key} has purpose '{input.Purpose}', but 'batch' is needed.", "input_file_id");
        if (core.Files.Status(input) is not "processed" and var status)
            throw ApiException.BadRequest($"The file {input.Key} is not ready: its status is '{status}'.", "input_file_id", "file_not_ready");
        var batch = await core.Batches.AddAsync(input, endpoint, window, body.Metadata());
        if (core.Faults.Take(FaultNames.LostReply, "batches", batch.Model) is not null)
            return new ApiReply(0) { Break = true };
        return await ShowAsync(core, batch);
    }

    private static async Task<ApiReply> ListAsync(ProviderCore core, ApiCall call)
    {
        var seen = new List<(BatchRecord Batch, string Status)>();
        foreach (var batch in core.Batches.All.Reverse().ToList())
            seen.Add(await core.Batches.ObserveAsync(batch));
        return ApiReply.Ok(Page.Of(seen, b => b.Batch.Key, call.Query("after"), call.Limit(20, 100), b => BatchView.Of(b.Batch, b.Status, core.NowMs)));
    }

    private static async Task<ApiReply> CancelAsync(ProviderCore core, ApiCall call)
    {
        var (batch, _) = await core.Batches.ObserveAsync(core.Batches.Require(call.Route("id")));
        return await ShowAsync(core, core.Batches.Cancel(batch));
    }

    private static async Task<ApiReply> ShowAsync(ProviderCore core, BatchRecord batch)
    {
        var (seen, status) = await core.Batches.ObserveAsync(batch);
        return ApiReply.Ok(BatchView.Of(seen, status, core.NowMs));
    }
}
