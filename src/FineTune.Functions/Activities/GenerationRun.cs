using FineTune.Core;
using FineTune.Core.Datasets;
using FineTune.Core.Generation;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Core.Training;
using FineTune.Functions.Orchestrations;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities;

/// <summary>One pass over the calls of a generating window: calls run side by side, their answers are taken in order.</summary>
internal sealed class GenerationRun
{
    private readonly WindowInput _input;
    private readonly ModelChoice _teacher;
    private readonly IChatClient _client;
    private readonly ModelPrice _price;
    private readonly ITokenCounter _tokens;
    private readonly List<Demonstration> _pool;
    private readonly NoveltyFilter _novelty;

    public GenerationRun(
        WindowInput input, ModelChoice teacher, IChatClient client, ModelPrice price, ITokenCounter tokens,
        List<Demonstration> pool, IEnumerable<GeneratedRow> stored)
    {
        (_input, _teacher, _client, _price, _tokens, _pool) = (input, teacher, client, price, tokens, pool);
        _novelty = new NoveltyFilter(input.Settings.Generation.NoveltyThreshold);
        foreach (var seed in pool)
        {
            _novelty.Add(seed.Id, seed.Instruction);
        }

        foreach (var row in stored.Where(row => row.Outcome == CandidateOutcome.Ok))
        {
            _novelty.Add(row.Id, ExampleText.Instruction(row.Example!));
        }
    }

    /// <summary>Why the stage cannot go on; null when it can.</summary>
    public string? Stopped { get; private set; }

    /// <summary>True when every call of the window is in the log.</summary>
    public async Task<bool> ExecuteAsync(
        GenerationCalls calls, int concurrency, RowLog<GeneratedRow> log, WindowClock clock, CancellationToken cancellationToken)
    {
        var running = new Queue<PendingCall>();
        try
        {
            return await ExecuteAsync(running, calls, concurrency, log, clock, cancellationToken);
        }
        finally
        {
            // After a failure no call goes on beside the next attempt.
            Task rest = Task.WhenAll(running.Select(call => call.Answer));
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ExecuteAsync(
        Queue<PendingCall> running, GenerationCalls calls, int concurrency, RowLog<GeneratedRow> log, WindowClock clock, CancellationToken cancellationToken)
    {
        var next = calls.Next;
        while (running.Count > 0 || next < calls.Total)
        {
            while (running.Count < concurrency && next < calls.Total && !clock.IsUp && Stopped is null)
            {
                var demonstrations = Demonstrate(next);
                running.Enqueue(new PendingCall(next, demonstrations, AskAsync(demonstrations, calls.Ask(next), next, cancellationToken)));
                next++;
            }

            if (running.Count == 0)
            {
                return false;
            }

            var (call, shown, pending) = running.Dequeue();
            var answer = await pending;
            if (answer.Stopped is not null)
            {
                Stopped ??= answer.Stopped;
                continue;
            }

            if (Stopped is null)
            {
                await log.AddAsync(Rows(call, shown, answer), cancellationToken);
            }
        }

        return Stopped is null;
    }

    private IReadOnlyList<Demonstration> Demonstrate(int call)
    {
        var settings = _input.Settings.Generation;
        var sample = DemonstrationSampler.Sample(_pool, settings.Demonstrations, settings.Seed, _input.Window.Number, call);
        var kept = new List<Demonstration>();
        var budget = GenerationPrice.PromptTokens - 1_000;
        foreach (var demonstration in sample)
        {
            budget -= _tokens.Count(_teacher.Model, demonstration.Instruction) + _tokens.Count(_teacher.Model, demonstration.Response);
            if (budget < 0 && kept.Count > 0)
            {
                break;
            }

            kept.Add(demonstration);
        }

        return kept;
    }

    private async Task<TeacherAnswer> AskAsync(IReadOnlyList<Demonstration> shown, int ask, int call, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = _teacher.Temperature ?? 0.8f,
            MaxOutputTokens = _teacher.MaxOutputTokens ?? (ask * GenerationPrice.TokensPerExample),
            Seed = Seed(call),
            ResponseFormat = ChatResponseFormat.ForJsonSchema(SelfInstructPrompt.Schema, SelfInstructPrompt.SchemaName),
        };
        try
        {
            var response = await _client.GetResponseAsync(SelfInstructPrompt.Build(shown, ask), options, cancellationToken);
            return new TeacherAnswer(response, null, null);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.ContentFiltered)
        {
            return new TeacherAnswer(null, "content_filter", null);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.QuotaExhausted)
        {
            return new TeacherAnswer(null, null, e.Message);
        }
    }

    private List<GeneratedRow> Rows(int call, IReadOnlyList<Demonstration> shown, TeacherAnswer answer)
    {
        var provenance = new Provenance(
            "self-instruct", _teacher.Endpoint, _teacher.Model, SelfInstructPrompt.Version, SelfInstructPrompt.Hash,
            [.. shown.Select(d => d.Id)], Seed(call), answer.Response?.ResponseId);
        var usage = CallPricing.Usage(_price, answer.Response?.Usage);
        if (answer.Filtered is not null || answer.Response?.FinishReason == ChatFinishReason.ContentFilter)
        {
            return [Note(call, CandidateOutcome.Refused, "content_filter", provenance, usage)];
        }

        if (ChatAnswers.IsRefusal(answer.Response!))
        {
            return [Note(call, CandidateOutcome.Refused, "refused", provenance, usage)];
        }

        var (pairs, malformed) = SelfInstructAnswer.Parse(answer.Response!.Text);
        var rows = pairs.Select((pair, index) => Candidate(call, index, pair, shown, provenance)).ToList();
        if (answer.Response.FinishReason == ChatFinishReason.Length)
        {
            rows.Add(Note(call, CandidateOutcome.Truncated, "the answer was cut at the token limit", provenance, null));
        }
        else if (malformed is not null)
        {
            rows.Add(Note(call, CandidateOutcome.Malformed, malformed, provenance, null));
        }

        if (rows.Count == 0)
        {
            rows.Add(Note(call, CandidateOutcome.Malformed, "the answer holds no examples", provenance, null));
        }

        rows[0] = rows[0] with { Usage = usage };
        return rows;
    }

    private GeneratedRow Candidate(
        int call, int index, GeneratedPair pair, IReadOnlyList<Demonstration> shown, Provenance provenance)
    {
        var example = GeneratedExample.Make(pair, shown);
        var reason = CandidateFilters.Check(pair, shown);
        var novelty = reason is null ? _novelty.Check(pair.Instruction) : default;
        reason ??= novelty.IsNovel ? null : "notNovel";
        var id = ContentId.Of(ExampleId.Of(example), _input.DatasetId, $"{_input.Window.Number}/{call}/{index}");
        if (reason is null)
        {
            _novelty.Add(id, pair.Instruction);
        }

        return new GeneratedRow(
            id, _input.Window.Number, call, index, reason is null ? CandidateOutcome.Ok : CandidateOutcome.Filtered, reason,
            _tokens.Count(_input.Settings.Models.Trainer!.Model, example), novelty.MostSimilar, example, provenance, null);
    }

    private GeneratedRow Note(int call, CandidateOutcome outcome, string reason, Provenance provenance, CallUsage? usage) => new(
        ContentId.Of(_input.DatasetId, $"{_input.Window.Number}/{call}/{outcome}"), _input.Window.Number, call, -1, outcome, reason, 0, 0, null, provenance, usage);

    private long Seed(int call) => ((_input.Settings.Generation.Seed * 1_000_003L) + (_input.Window.Number * 10_007L) + call) & int.MaxValue;

    private sealed record PendingCall(int Call, IReadOnlyList<Demonstration> Demonstrations, Task<TeacherAnswer> Answer);

    private sealed record TeacherAnswer(ChatResponse? Response, string? Filtered, string? Stopped);
}
