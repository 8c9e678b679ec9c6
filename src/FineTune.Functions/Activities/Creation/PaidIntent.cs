using FineTune.Core.Models.Endpoints;

namespace FineTune.Functions.Activities.Creation;

/// <summary>One intent of the ledger.</summary>
/// <param name="FindOnly">Find what an earlier attempt created, create nothing.</param>
/// <param name="NotCreated">What to say when there is nothing to find.</param>
internal sealed record PaidIntent(string Lineage, string Key, string Kind, EndpointInfo Endpoint, bool FindOnly, string NotCreated);

/// <summary>The provider's id; or when to try again (UTC); or why the provider refused.</summary>
internal sealed record PaidResult(string? Id, DateTime? RetryAt, string? Refusal);
