using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FineTune.Core.Models;

/// <summary>
/// Cost and delays of the calls to models. Tokens and durations come from the GenAI conventions' own instruments on the same
/// meter name. Tags are names of endpoints, models and roles, never texts.
/// </summary>
public static class ModelMetrics
{
    /// <summary>Name of the meter, and of the source of spans.</summary>
    public const string Name = "FineTune.Models";

    public const string Endpoint = "finetune.endpoint";
    public const string Role = "finetune.role";
    public const string Reason = "finetune.reason";
    public const string Model = "gen_ai.request.model";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<double> CostUsd = Meter.CreateCounter<double>("finetune.model.cost", "{USD}", "Price of the calls that were answered.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("finetune.model.retries", "{call}", "Calls made again, by the reason.");

    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("finetune.model.cache", "{call}", "Calls looked up in the cache, by hit or miss.");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>("finetune.model.wait", "s", "Waits before a call, by the reason.");

    private static readonly Gauge<int> ConcurrencyLimit = Meter.CreateGauge<int>("finetune.model.concurrency_limit", "{call}", "Calls that may be in flight.");

    private static readonly Gauge<int> CircuitState = Meter.CreateGauge<int>("finetune.model.circuit", null, "0: closed, 1: one probe, 2: open.");

    public static void Cost(string role, string endpoint, string model, decimal usd) =>
        CostUsd.Add((double)usd, new TagList { { Role, role }, { Endpoint, endpoint }, { Model, model } });

    public static void Retried(string endpoint, string model, string reason) =>
        Retries.Add(1, new TagList { { Endpoint, endpoint }, { Model, model }, { Reason, reason } });

    public static void LookedUp(string endpoint, string model, bool hit) =>
        Lookups.Add(1, new TagList { { Endpoint, endpoint }, { Model, model }, { Reason, hit ? "hit" : "miss" } });

    /// <summary>Calls that did not wait are not recorded.</summary>
    public static void Waited(string endpoint, string reason, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            Waits.Record(wait.TotalSeconds, new TagList { { Endpoint, endpoint }, { Reason, reason } });
        }
    }

    public static void Concurrency(string endpoint, int limit) => ConcurrencyLimit.Record(limit, new TagList { { Endpoint, endpoint } });

    public static void Circuit(string endpoint, int state) => CircuitState.Record(state, new TagList { { Endpoint, endpoint } });
}
