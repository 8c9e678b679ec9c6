using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Batches;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The teachers' calls of generating windows.</summary>
internal sealed class TeacherCalls(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time) : IBatchedCalls
{
    /// <summary>Prices that are too old keep a window from going on, too.</summary>
    public async Task<DueCalls?> DueAsync(WindowInput window, CancellationToken cancellationToken)
    {
        var shares = new EndpointShares(window.InFlight, time);
        var (teachers, refusal) = Teacher.Create(window.Settings.Models.AllTeachers, endpoints, prices, shares);
        if (refusal is not null || teachers.Any(teacher => prices.AgeOf(teacher.Price).Refusal is not null))
        {
            return null;
        }

        var (session, _) = await GenerationSession.OpenAsync(store, account, tokens, time, window, teachers, cancellationToken);
        return session is null ? null : new DueCalls(session.Budget, [.. session.Due().Select(call => new DueCall(call.Request.Teacher, Request(window, call)))]);
    }

    public async Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken)
    {
        var (price, _) = CallPricing.Find(prices, endpoints.Describe(model.Endpoint), model);
        var log = await RowLog<StoredCall>.OpenAsync(
            store, BlobPaths.Window(window.Lineage, window.DatasetId, "calls", window.Window.Number), call => call.Key, time, cancellationToken);
        return new Answers(log, model.Endpoint, price!, factor);
    }

    private static BatchRequest Request(WindowInput window, TeacherCall call) =>
        new(new BatchCallId(window.Window.Number, call.Key).ToString(), call.Messages, call.Request.ToOptions());

    private sealed class Answers(RowLog<StoredCall> log, string endpoint, ModelPrice price, decimal factor) : IAnswerLog
    {
        public bool IsStored(string key) => log.Rows.ContainsKey(key);

        public async Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken)
        {
            var request = CallBook.RequestOf(key);
            var call = outcome.Response is { } response
                ? StoredCalls.Of(key, request, response, price, factor)
                : StoredCalls.Of(key, request, outcome.Error!);
            await log.AddAsync(call is null ? [] : [call], cancellationToken);
            if (call?.Answer?.Usage is { } usage)
            {
                ModelMetrics.Cost("teacher", endpoint, price.Model, usage.PriceUsd);
            }

            return call is not null;
        }

        public Task FlushAsync(CancellationToken cancellationToken) => log.FlushAsync(cancellationToken);
    }
}
