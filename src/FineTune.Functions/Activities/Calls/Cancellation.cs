using FineTune.Core.Models.Endpoints;

namespace FineTune.Functions.Activities.Calls;

/// <summary>Cancelling what runs at a provider.</summary>
internal static class Cancellation
{
    /// <summary>What has ended already, or is gone, stays as it is: the next poll tells how it ended.</summary>
    public static async Task UnlessEndedAsync(Task cancelling)
    {
        try
        {
            await cancelling;
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.Invalid or ProviderErrorKind.NotFound)
        {
            // It has ended.
        }
    }
}
