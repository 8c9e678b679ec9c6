using System.Runtime.ExceptionServices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;

namespace FineTune.Functions.Activities.Generation;

/// <summary>
/// One pass over the calls of a window. Calls run side by side; each answer is stored under its call's key, so that neither concurrency nor a crash
/// changes what is made of them. A call that does not get through is postponed while others do.
/// </summary>
internal sealed class CallRunner(IReadOnlyList<Teacher> teachers, RowLog<StoredCall> log, WindowClock clock)
{
    private readonly CallBook _book = new(log.Rows);
    private readonly HashSet<string> _postponed = new(StringComparer.Ordinal);
    private readonly List<(TeacherCall Call, ProviderException Failure)> _missed = [];
    private readonly int _concurrency = teachers.GroupBy(teacher => teacher.Choice.Endpoint).Sum(endpoint => endpoint.Max(teacher => teacher.Concurrency));
    private int _answered;

    /// <summary>Why the stage cannot continue; null when it can.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Brings the round as far as one pass can. It is complete, or another pass is needed, or the stage stopped.</summary>
    /// <exception cref="ProviderException">No call of the pass got through, or the endpoint refuses all of them. What was answered is stored.</exception>
    public async Task RunAsync(GenerationRound round, CancellationToken cancellationToken)
    {
        try
        {
            while (Stopped is null && !clock.IsUp && Due(round) is { Count: > 0 } wave)
            {
                await RunAsync(wave, cancellationToken);
            }

            await PostponeAsync(cancellationToken);
            _book.Advance(round);
        }
        finally
        {
            // Answers that were paid for are kept whatever came after them.
            await log.FlushAsync(CancellationToken.None);
        }
    }

    private List<TeacherCall> Due(GenerationRound round) => [.. _book.Advance(round).Where(call => !_postponed.Contains(call.Key))];

    private async Task RunAsync(List<TeacherCall> wave, CancellationToken cancellationToken)
    {
        var waiting = new Queue<TeacherCall>(wave);
        var running = new Dictionary<Task<StoredCall>, TeacherCall>();
        Exception? failure = null;
        while (true)
        {
            while (failure is null && Stopped is null && !clock.IsUp && running.Count < _concurrency && waiting.TryDequeue(out var call))
            {
                running.Add(Teacher(call.Request.Teacher).AskAsync(call, cancellationToken), call);
            }

            if (running.Count == 0)
            {
                break;
            }

            // After a failure the calls in flight are waited for: they are paid for.
            var done = await Task.WhenAny(running.Keys);
            running.Remove(done, out var made);
            failure = await StoreAsync(done, made!, cancellationToken) ?? failure;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private Teacher Teacher(ModelChoice choice) => teachers.First(teacher => teacher.Choice == choice);

    /// <summary>Stores what came of a call. Returns what must end the pass, once the calls in flight are in.</summary>
    private async Task<Exception?> StoreAsync(Task<StoredCall> done, TeacherCall call, CancellationToken cancellationToken)
    {
        try
        {
            await log.AddAsync([await done], cancellationToken);
            _answered++;
            return null;
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.QuotaExhausted)
        {
            Stopped ??= e.Message;
            return null;
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.Transient or ProviderErrorKind.RateLimited or ProviderErrorKind.Ambiguous)
        {
            _postponed.Add(call.Key);
            _missed.Add((call, e));
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>
    /// Remembers what did not get through. Where the window never got an answer, or none in this pass while calls are left, the endpoint is the trouble: the pass fails,
    /// and is made again after a pause.
    /// </summary>
    private async Task PostponeAsync(CancellationToken cancellationToken)
    {
        if (_missed.Count == 0 || Stopped is not null)
        {
            return;
        }

        var missed = _missed.Select(miss => _book.Miss(miss.Call, miss.Failure.Code ?? miss.Failure.Kind.ToString())).ToList();
        var isDown = !log.Rows.Values.Any(call => call.Answer is not null);
        if (!isDown)
        {
            await log.AddAsync(missed, cancellationToken);
        }

        if (isDown || (_answered == 0 && missed.Exists(call => call.Answer is null)))
        {
            ExceptionDispatchInfo.Throw(_missed[0].Failure);
        }
    }
}
