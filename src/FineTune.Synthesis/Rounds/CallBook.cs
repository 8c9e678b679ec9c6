using System.Globalization;
using FineTune.Core.Billing;
using FineTune.Synthesis.Teachers;

namespace FineTune.Synthesis.Rounds;

/// <summary>What the stored calls of a window say about its round: which questions are answered, and which calls are due.</summary>
public sealed class CallBook(IReadOnlyDictionary<string, StoredCall> calls)
{
    /// <summary>Passes over a window in which a call may fail, while others get through, before its failure is final.</summary>
    public const int MaxPasses = 3;

    private const string AgainSuffix = "/again";

    /// <summary>
    /// Brings a round as far as the stored answers go. Returns the calls that are due, in a fixed order; none when the round is complete. An answer that
    /// cannot be read is asked for once more; one that was cut, refused or filtered never is.
    /// </summary>
    public IReadOnlyList<TeacherCall> Advance(GenerationRound round)
    {
        ArgumentNullException.ThrowIfNull(round);
        while (!round.IsComplete)
        {
            var due = new List<TeacherCall>();
            foreach (var request in round.Waiting)
            {
                if (Due(request, round.Method) is { } call)
                {
                    due.Add(call);
                }
                else
                {
                    round.Add(AnswerTo(request));
                }
            }

            if (due.Count > 0)
            {
                return due;
            }
        }

        return [];
    }

    /// <summary>The row that keeps a failure: final after <see cref="MaxPasses"/> passes, else a mark that the call was tried.</summary>
    public StoredCall Miss(TeacherCall call, string? reason)
    {
        ArgumentNullException.ThrowIfNull(call);
        var pass = 1;
        while (calls.ContainsKey(Mark(call.Key, pass)))
        {
            pass++;
        }

        return pass < MaxPasses
            ? new StoredCall(Mark(call.Key, pass), null, reason)
            : new StoredCall(call.Key, new TeacherAnswer(call.Request.Id, AnswerEnd.Failed, ""), reason);
    }

    /// <summary>The request that a call's key belongs to.</summary>
    public static string RequestOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.EndsWith(AgainSuffix, StringComparison.Ordinal) ? key[..^AgainSuffix.Length] : key;
    }

    private TeacherCall? Due(TeacherRequest request, IGenerationMethod method)
    {
        if (Find(request.Id) is not { } first)
        {
            return new TeacherCall(request.Id, request, request.Messages);
        }

        return first.End == AnswerEnd.Complete && Find(Again(request)) is null && method.Problem(request, first.Text) is { } problem
            ? new TeacherCall(Again(request), request, request.AskAgain(first.Text, problem))
            : null;
    }

    /// <summary>The second answer where there is a whole one, else the first; both are paid for.</summary>
    private TeacherAnswer AnswerTo(TeacherRequest request)
    {
        var first = Find(request.Id)!;
        if (Find(Again(request)) is not { } second)
        {
            return first;
        }

        var usage = (first.Usage ?? CallUsage.Zero) + (second.Usage ?? CallUsage.Zero);
        return (second.End == AnswerEnd.Complete ? second : first) with { Usage = usage };
    }

    private TeacherAnswer? Find(string key) => calls.GetValueOrDefault(key)?.Answer;

    private static string Again(TeacherRequest request) => request.Id + AgainSuffix;

    private static string Mark(string key, int pass) => string.Create(CultureInfo.InvariantCulture, $"{key}#{pass}");
}
