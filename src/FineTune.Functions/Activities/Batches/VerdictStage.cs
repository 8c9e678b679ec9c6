using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The judges' calls of windows.</summary>
internal sealed class VerdictStage(IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, TimeProvider time) : IBatchedStage
{
    public async Task<IReadOnlyList<DueCall>> DueAsync(WindowInput window, CancellationToken cancellationToken)
    {
        if (Panel(window) is not { Stopped: null } panel)
        {
            return [];
        }

        var desk = await JudgingDesk.OpenAsync(store, account, time, window, panel, cancellationToken);
        return [.. desk.Missing.SelectMany(row => panel.Judges.Index().Where(judge => desk.Known(row, judge.Index) is null)
            .Select(judge => new DueCall(judge.Item.Choice, Request(window, row.Id, judge.Index, JudgePrompt.Build(row.Example), judge.Item))))];
    }

    public async Task<bool> ReserveAsync(WindowInput window, CancellationToken cancellationToken)
    {
        var desk = await JudgingDesk.OpenAsync(store, account, time, window, Panel(window)!, cancellationToken);
        return (await desk.Money.ReserveAsync(cancellationToken)).Granted;
    }

    public async Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken)
    {
        var log = await RowLog<StoredVerdict>.OpenAsync(
            store, BlobPaths.Window(window.Lineage, window.DatasetId, "verdicts", window.Window.Number), verdict => verdict.Key, time, cancellationToken);
        return new Answers(log, Panel(window)!.Judges, factor);
    }

    private static BatchRequest Request(WindowInput window, string row, int number, IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> prompt, Judge judge) =>
        new(new BatchCallId(window.Window.Number, StoredVerdict.KeyOf(row, number)).ToString(), prompt, judge.Options);

    private JudgePanel? Panel(WindowInput window) =>
        JudgePanel.Create(window.Settings.Models.Judges, endpoints, prices, window.InFlight, time).Panel;

    private sealed class Answers(RowLog<StoredVerdict> log, IReadOnlyList<Judge> judges, decimal factor) : IAnswerLog
    {
        public bool IsStored(string key) => log.Rows.ContainsKey(key);

        public async Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken)
        {
            var judge = StoredVerdict.JudgeOf(key) is { } number && number < judges.Count ? judges[number] : null;
            var verdict = outcome.Response is { } response ? judge?.Read(response, factor) : judge?.Read(outcome.Error!);
            await log.AddAsync(verdict is null ? [] : [new StoredVerdict(key, verdict)], cancellationToken);
            return verdict is not null;
        }

        public Task FlushAsync(CancellationToken cancellationToken) => log.FlushAsync(cancellationToken);
    }
}
