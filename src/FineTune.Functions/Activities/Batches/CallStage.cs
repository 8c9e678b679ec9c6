using FineTune.Core.Generation.Rounds;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Calls;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The teachers' calls of generating windows.</summary>
internal sealed class CallStage(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time) : IBatchedStage
{
    public async Task<IReadOnlyList<DueCall>> DueAsync(WindowInput window, CancellationToken cancellationToken) =>
        await OpenAsync(window, cancellationToken) is { } desk
            ? [.. desk.Due().Select(call => new DueCall(call.Request.Teacher, Request(window, call)))]
            : [];

    public async Task<bool> ReserveAsync(WindowInput window, CancellationToken cancellationToken) =>
        await OpenAsync(window, cancellationToken) is { } desk && (await desk.Money.ReserveAsync(cancellationToken)).Granted;

    public async Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken)
    {
        var (price, _) = CallPricing.Find(prices, endpoints.Describe(model.Endpoint), model);
        var log = await RowLog<StoredCall>.OpenAsync(
            store, BlobPaths.Window(window.Lineage, window.DatasetId, "calls", window.Window.Number), call => call.Key, time, cancellationToken);
        return new Answers(log, price!, factor);
    }

    private static BatchRequest Request(WindowInput window, TeacherCall call) =>
        new(new BatchCallId(window.Window.Number, call.Key).ToString(), call.Messages, call.Request.ToOptions());

    /// <summary>Null where the window cannot go on; prices that are too old are a reason too.</summary>
    private async Task<GenerationDesk?> OpenAsync(WindowInput window, CancellationToken cancellationToken)
    {
        var (teachers, refusal) = Teacher.Create(window.Settings.Models.AllTeachers, endpoints, prices, window.InFlight, time);
        return refusal is null && teachers.All(teacher => prices.AgeOf(teacher.Price).Refusal is null)
            ? (await GenerationDesk.OpenAsync(store, account, tokens, time, window, teachers, cancellationToken)).Desk
            : null;
    }

    private sealed class Answers(RowLog<StoredCall> log, ModelPrice price, decimal factor) : IAnswerLog
    {
        public bool IsStored(string key) => log.Rows.ContainsKey(key);

        public async Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken)
        {
            var request = CallBook.RequestOf(key);
            var call = outcome.Response is { } response
                ? StoredCalls.Of(key, request, response, price, factor)
                : StoredCalls.Of(key, request, outcome.Error!);
            await log.AddAsync(call is null ? [] : [call], cancellationToken);
            return call is not null;
        }

        public Task FlushAsync(CancellationToken cancellationToken) => log.FlushAsync(cancellationToken);
    }
}
