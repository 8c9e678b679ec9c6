using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Core.Models.Batches;

/// <summary>One line of a batch's output or error file: a response as a single call would have given it, or the error it would have thrown.</summary>
/// <param name="CustomId">Empty where the line could not be read.</param>
public sealed record BatchAnswer(string CustomId, ChatResponse? Response, ProviderException? Error);
