using Microsoft.Extensions.AI;

namespace FineTune.Core.Models;

/// <summary>The mark of an answer that was stored by an earlier call. Its usage is nothing: no call was made and nothing is to pay.</summary>
public static class CachedAnswer
{
    private const string Property = "finetune.cached";

    public static void Mark(ChatResponse response) => (response.AdditionalProperties ??= [])[Property] = true;

    public static bool Is(ChatResponse response) => response.AdditionalProperties?.TryGetValue(Property, out bool cached) == true && cached;
}
