using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Batches;

/// <summary>How one request of a batch ended: with a response or, where asking again would give the same, with an error.</summary>
public sealed record BatchOutcome(string CustomId, ChatResponse? Response, ProviderException? Error);
