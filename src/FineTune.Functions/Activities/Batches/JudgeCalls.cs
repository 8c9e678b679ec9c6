using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Batches;
using FineTune.Synthesis.Judging;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The judges' calls of windows.</summary>
internal sealed class JudgeCalls(IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, TimeProvider time) : IBatchedCalls
{
    public async Task<DueCalls?> DueAsync(WindowInput window, CancellationToken cancellationToken)
    {
        if (Panel(window) is not { Stopped: null } panel)
        {
            return null;
        }

        var session = await JudgingSession.OpenAsync(store, account, time, window, panel, cancellationToken);
        return new DueCalls(session.Budget, [.. session.Missing.SelectMany(row => panel.Judges.Select((judge, place) => (Judge: judge, Key: StoredVerdict.KeyOf(row.Id, place, judge.Choice)))
            .Where(call => session.Known(call.Key) is null).Select(call => Due(window, row, call.Judge, call.Key)))]);
    }

    public async Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken)
    {
        var log = await RowLog<StoredVerdict>.OpenAsync(
            store, BlobPaths.Window(window.Lineage, window.DatasetId, "verdicts", window.Window.Number), verdict => verdict.Key, time, cancellationToken);
        return new Answers(log, Panel(window)!.Judges.First(judge => judge.Choice == model), factor);
    }

    private static DueCall Due(WindowInput window, WindowRow row, Judge judge, string key) =>
        new(judge.Choice, new BatchRequest(new BatchCallId(window.Window.Number, key).ToString(), JudgePrompt.Build(row.Example), judge.Options));

    private JudgePanel? Panel(WindowInput window) =>
        JudgePanel.Create(window.Settings.Models.Judges, endpoints, prices, new EndpointShares(window.InFlight, time)).Panel;

    private sealed class Answers(RowLog<StoredVerdict> log, Judge judge, decimal factor) : IAnswerLog
    {
        public bool IsStored(string key) => log.Rows.ContainsKey(key);

        public async Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken)
        {
            var verdict = outcome.Response is { } response ? judge.Read(response, factor) : judge.Read(outcome.Error!);
            await log.AddAsync(verdict is null ? [] : [new StoredVerdict(key, verdict)], cancellationToken);
            if (verdict is not null && outcome.Response is not null)
            {
                ModelMetrics.Cost("judge", judge.Choice.Endpoint, judge.Price.Model, verdict.Usage.PriceUsd);
            }

            return verdict is not null;
        }

        public Task FlushAsync(CancellationToken cancellationToken) => log.FlushAsync(cancellationToken);
    }
}
