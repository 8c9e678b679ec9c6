using FineTune.Core.Storage;

namespace FineTune.Functions.Activities.Windows;

/// <summary>Keeps every answer that was paid for.</summary>
internal static class RowLogExtensions
{
    /// <summary>
    /// Waits for all calls and stores the rows they gave (null: none), also when one of them fails: only then is its failure thrown. An
    /// answer that was paid for is not asked for again because another one failed.
    /// </summary>
    public static async Task AddAsync<T>(this RowLog<T> log, IEnumerable<Task<T?>> calls, CancellationToken cancellationToken)
        where T : class
    {
        var running = calls.ToList();
        var all = Task.WhenAll(running);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await log.AddAsync([.. running.Where(call => call.IsCompletedSuccessfully).Select(call => call.Result).OfType<T>()], cancellationToken);
        await all;
    }
}
