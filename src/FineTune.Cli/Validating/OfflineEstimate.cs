using FineTune.Cli.Hosting;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Prices;
using FineTune.Providers.Tokens;
using FineTune.Synthesis.Estimates;
using Microsoft.Extensions.Configuration;

namespace FineTune.Cli.Validating;

/// <summary>
/// Estimates what a checked file costs by the settings of this directory (prices, endpoints, default roles). An endpoint that they do not describe
/// is taken for the kind that it is named after.
/// </summary>
internal sealed class OfflineEstimate
{
    private readonly IConfiguration _user = LocalHostConfiguration.ReadUserSettings(Directory.GetCurrentDirectory());
    private readonly DropEstimator _estimator;

    public OfflineEstimate(DateTimeOffset now)
    {
        var path = _user["Prices:Path"];
        var prices = new JsonPriceBook(string.IsNullOrEmpty(path) ? null : path, _user.GetSection("Prices").Get<PriceAgeLimits>(), new Today(now));
        _estimator = new DropEstimator(prices, new TokenCounter(), KindOf, DateOnly.FromDateTime(now.UtcDateTime));
    }

    /// <summary>Null where there is no valid line, or tokens were not counted.</summary>
    /// <param name="settings">Of the lineage that the file is for; without them the default roles play, and no base model is preferred.</param>
    public DropEstimate? Of(ValidatedFile file, LineageSettings? settings = null)
    {
        if (file.Profile is not { Tokens.Total: > 0 } profile)
        {
            return null;
        }

        var complete = (settings ?? new LineageSettings()).WithDefaults(LocalHostConfiguration.RoleDefaults(_user));
        var trainer = settings is null ? new ModelChoice("", file.Model) : complete.Models.Trainer!;
        return _estimator.Estimate(profile, complete, trainer);
    }

    private EndpointKind? KindOf(string endpoint) =>
        Enum.TryParse<EndpointKind>(_user[$"Endpoints:{endpoint}:Kind"] ?? endpoint, ignoreCase: true, out var kind) ? kind : null;

    private sealed class Today(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
