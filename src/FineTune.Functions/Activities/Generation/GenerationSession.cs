using FineTune.Core.Billing;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;

namespace FineTune.Functions.Activities.Generation;

/// <summary>A generating window ready to be processed: its round, its stored calls and the money it draws on.</summary>
internal sealed record GenerationSession(GenerationRound Round, RowLog<StoredCall> Log, WindowBudget Budget)
{
    /// <summary>What the stored calls cost.</summary>
    public decimal Spent => Cost(Log);

    /// <summary>The desk, or why the drop cannot feed the window's method.</summary>
    public static async Task<(GenerationSession? Desk, string? Refusal)> OpenAsync(
        IBlobStore store, IAccount account, ITokenCounter tokens, TimeProvider time, WindowInput input, IReadOnlyList<Teacher> teachers, CancellationToken cancellationToken)
    {
        var state = await WindowPool.ReadAsync(store, input, tokens, cancellationToken);
        var (window, method) = (input.Window, MethodMix.Of(input.Window.Method));
        if (method.Refuse(state.Setup) is { } unfit)
        {
            return (null, unfit);
        }

        var round = GenerationRound.Begin(state, method, window.Number, window.Turn, window.Number, Math.Max(1, window.Requests));
        var log = await RowLog<StoredCall>.OpenAsync(
            store, BlobPaths.Window(input.Lineage, input.DatasetId, "calls", window.Number), call => call.Key, time, cancellationToken);
        var most = method.Most(state.Setup);
        var budget = await WindowBudget.OpenAsync(
            account,
            new ReservationRequest(
                input.Lineage, input.Month, $"{input.DatasetId}-generate-{window.Number}", input.DatasetId, "teacher",
                WorstCase(most, window.Requests, teachers), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd),
            Cost(log), cancellationToken);
        return (new GenerationSession(round, log, budget), null);
    }

    /// <summary>The calls that the stored answers leave to be made.</summary>
    public IReadOnlyList<TeacherCall> Due() => new CallBook(Log.Rows).Advance(Round);

    /// <summary>Every question with all that follows, each asked twice, of the most expensive teacher, at the price of single calls.</summary>
    private static decimal WorstCase(RequestCost most, int requests, IReadOnlyList<Teacher> teachers) =>
        2 * teachers.Max(teacher => teacher.Price.Call(requests * most.InputTokens, requests * most.OutputTokens));

    private static decimal Cost(RowLog<StoredCall> log) => log.Rows.Values.Sum(call => call.Answer?.Usage?.PriceUsd ?? 0);
}
