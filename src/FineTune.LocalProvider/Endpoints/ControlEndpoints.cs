using System.Text.Json.Nodes;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;
using FineTune.LocalProvider.Runtime;

namespace FineTune.LocalProvider.Endpoints;

/// <summary>What tests and rehearsals use beside the API: arm faults, read counts. Needs no key.</summary>
internal static class ControlEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Map("POST", "/_local/faults", "control", "control.faults", call => ArmAsync(core, call), guarded: false);
        routes.Map("GET", "/_local/faults", "control", "control.faults", _ => Task.FromResult(ApiReply.Ok(Armed(core))), guarded: false);
        routes.Map("DELETE", "/_local/faults", "control", "control.faults", _ => Task.FromResult(Clear(core)), guarded: false);
        routes.Map("GET", "/_local/stats", "control", "control.stats", _ => Task.FromResult(ApiReply.Ok(Stats(core))), guarded: false);
        foreach (var prefix in (string[])["/v1", "/openai/v1"])
        {
            foreach (var method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE"])
                routes.Map(method, prefix + "/{**rest}", "unknown", "unknown", Unknown);
        }
    }

    private static async Task<ApiReply> ArmAsync(ProviderCore core, ApiCall call)
    {
        var body = await call.JsonAsync();
        try
        {
            core.Faults.Arm(new FaultSpec
            {
                Name = body.Required("name"),
                Times = (int?)body.Whole("times", 1, int.MaxValue),
                Probability = body.Number("probability", 0, 1),
                After = (int)(body.Whole("after", 0, int.MaxValue) ?? 0),
                Endpoint = body.Text("endpoint"),
                Model = body.Text("model"),
                Milliseconds = (int?)body.Whole("milliseconds", 0, 3_600_000),
                Seconds = (int?)body.Whole("seconds", 0, int.MaxValue),
                Calls = (int?)body.Whole("calls", 1, int.MaxValue),
            });
        }
        catch (ArgumentException e)
        {
            throw ApiException.BadRequest(e.Message, "name", "unknown_fault");
        }

        return ApiReply.Ok(Armed(core));
    }

    private static ApiReply Clear(ProviderCore core)
    {
        core.Faults.Clear();
        return ApiReply.Ok(Armed(core));
    }

    private static JsonObject Armed(ProviderCore core) => new()
    {
        ["faults"] = new JsonArray([.. core.Faults.List().Select(f => new JsonObject
        {
            ["name"] = f.Spec.Name,
            ["left"] = f.Left == int.MaxValue ? null : f.Left,
            ["probability"] = f.Spec.Probability,
            ["endpoint"] = f.Spec.Endpoint,
            ["model"] = f.Spec.Model,
        })]),
        ["known"] = new JsonArray([.. FaultNames.All.Order(StringComparer.Ordinal).Select(n => JsonValue.Create(n))]),
    };

    private static JsonObject Stats(ProviderCore core)
    {
        // Jobs are counted from disk, so these counts outlive the process.
        var jobs = core.Jobs.Everything.ToList();
        var stats = core.Stats.View();
        stats["jobs_created"] = jobs.Count;
        stats["job_creates_by_run_id"] = ProviderStats.Counts(jobs.Where(j => j.Metadata.ContainsKey("run_id")).GroupBy(j => j.Metadata["run_id"]).Select(g => KeyValuePair.Create(g.Key, (long)g.Count())));
        stats["job_creates_by_model"] = ProviderStats.Counts(jobs.GroupBy(j => j.Model).Select(g => KeyValuePair.Create(g.Key, (long)g.Count())));
        stats["batches_created"] = core.Batches.Count;
        stats["faults_fired"] = ProviderStats.Counts(core.Faults.Fired().Select(f => KeyValuePair.Create(f.Key, (long)f.Value)));
        return stats;
    }

    private static Task<ApiReply> Unknown(ApiCall call) => throw new ApiException(404, "unknown_url",
        $"Unknown request URL: {call.Http.Request.Method} {call.Http.Request.Path}. Please check the URL for typos; the README of this provider lists its endpoints.");
}
