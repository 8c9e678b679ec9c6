using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Models.Pipeline;

/// <summary>
/// The share of a call's window on its way through the pipeline, whose lower stages all windows have in common. It stays in this process:
/// only the options that are named to it reach the provider.
/// </summary>
internal static class WindowShare
{
    private const string Property = "finetune.share";

    /// <summary>The caller's options stay as they are.</summary>
    public static ChatOptions Attach(ChatOptions? options, RateShare share)
    {
        var mine = options?.Clone() ?? new ChatOptions();
        (mine.AdditionalProperties ??= [])[Property] = share;
        return mine;
    }

    /// <summary>Null: the call belongs to no window.</summary>
    public static RateShare? Of(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(Property, out RateShare? share) == true ? share : null;
}
