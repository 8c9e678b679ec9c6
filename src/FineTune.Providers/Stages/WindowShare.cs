using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Stages;

/// <summary>
/// Carries a window's share through the pipeline, whose inner stages are common to all windows. It never leaves the process: the
/// last stage sends only the options that it knows.
/// </summary>
internal static class WindowShare
{
    private const string Property = "finetune.share";

    /// <summary>Returns a copy; the caller's options are not changed.</summary>
    public static ChatOptions Attach(ChatOptions? options, RateShare share)
    {
        var mine = options?.Clone() ?? new ChatOptions();
        (mine.AdditionalProperties ??= [])[Property] = share;
        return mine;
    }

    /// <summary>Null if the call does not belong to a window.</summary>
    public static RateShare? Of(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Property, out RateShare? share) == true ? share : null;
}
