using Microsoft.Extensions.AI;

namespace FineTune.Core.Models.Batches;

/// <summary>One chat call of a batch.</summary>
/// <param name="CustomId">Names the call in its scope; made of ids and hashes, never of a row's text, since providers quote it.</param>
public sealed record BatchRequest(string CustomId, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options = null);
