using FineTune.Cli.Output;
using FineTune.Core.Billing;
using FineTune.Core.Storage;

namespace FineTune.Cli.Health;

/// <summary>Reservations older than a day that are neither settled nor released. They reduce the remaining budget.</summary>
internal sealed class BillingFindings(IBlobStore store, TimeProvider time)
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        await foreach (var item in store.ListAsync(BlobPaths.Accounts, "", cancellationToken))
        {
            var lineage = item.Blob.Name.Split('/')[0];
            var month = await store.ReadJsonAsync<AccountMonth>(item.Blob, cancellationToken);
            var open = new List<AccountEntry>();
            foreach (var scope in (month?.Entries ?? []).Where(entry => entry.SpentUsd is null).GroupBy(entry => entry.Scope))
            {
                if (time.GetUtcNow() - await BeganAsync(lineage, scope.Key, item.Properties.LastModified, cancellationToken) > _day)
                {
                    open.AddRange(scope);
                }
            }

            if (open.Count > 0)
            {
                findings.Add(new Finding(
                    $"{item.Blob}: {open.Count} reservations of {Words.Cost(open.Sum(entry => entry.ReservedUsd))} are older than a day and not settled, for {string.Join(", ", open.Select(entry => entry.Scope).Distinct().Take(3))}.",
                    $"They are settled when their work ends. Keep `finetune up` running, check `finetune runs --lineage {lineage}`, drop the file again, or cancel the run."));
            }
        }

        return findings;
    }

    /// <summary>When the work began that the money is for: a data set's copy or a run's plan is written first. No reservation is older.</summary>
    private async Task<DateTimeOffset> BeganAsync(string lineage, string scope, DateTimeOffset fallback, CancellationToken cancellationToken) =>
        (await store.GetPropertiesAsync(BlobPaths.Source(lineage, scope), cancellationToken)
            ?? await store.GetPropertiesAsync(BlobPaths.RunPlan(lineage, scope), cancellationToken))?.LastModified ?? fallback;
}
