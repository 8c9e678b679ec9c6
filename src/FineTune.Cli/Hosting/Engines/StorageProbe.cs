using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>Looks once whether the queues and tables can be reached, so that a host does not start without them.</summary>
internal static class StorageProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(8);

    /// <exception cref="CommandException">They cannot; says which and what to do.</exception>
    public static async Task CheckAsync(StorageAccount account, CancellationToken cancellationToken)
    {
        await CheckAsync(account, "queue", token => account.Queues.GetQueueClient("finetune-probe").ExistsAsync(token), cancellationToken);
        await CheckAsync(account, "table", token => ListNoTableAsync(account, token), cancellationToken);
    }

    private static async Task ListNoTableAsync(StorageAccount account, CancellationToken cancellationToken)
    {
        await foreach (var _ in account.Tables.QueryAsync("TableName eq 'finetuneprobe'", cancellationToken: cancellationToken))
        {
        }
    }

    private static async Task CheckAsync(StorageAccount account, string service, Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            await call(patience.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw StorageUnreachable.Because(account.Choice, e is OperationCanceledException
                ? new TimeoutException($"No answer from its {service} service within {_patience.TotalSeconds:0} seconds.", e)
                : e);
        }
    }
}
