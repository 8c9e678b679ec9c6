using System.Globalization;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Registry;

namespace FineTune.Cli.Output;

/// <summary>How numbers and names are written for a person.</summary>
internal static class Words
{
    public const string None = "-";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Cost(decimal usd) => usd switch
    {
        0 => "$0",
        < 0.01m => "$" + usd.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => "$" + usd.ToString("N2", CultureInfo.InvariantCulture),
    };

    public static string Elapsed(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");

    public static string Moment(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];

    /// <summary>The innermost cause of an exception, in one line.</summary>
    public static string Cause(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Cause(last),
        { InnerException: { } inner } => Cause(inner),
        _ => FirstLine(exception.Message),
    };

    /// <summary>An enum member as the API and the blobs spell it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static string Evaluation(VersionEvaluation? evaluation)
    {
        if (evaluation is null)
        {
            return None;
        }

        var scores = $"{Score(evaluation.Candidate)} vs {Score(evaluation.Parent)}";
        var unscored = evaluation.Unscored == 0 ? "" : $", {evaluation.Unscored} unscored";
        return $"{scores} ({evaluation.Wins} won, {evaluation.Losses} lost, {evaluation.Ties} tied{unscored}): {evaluation.Verdict}";
    }

    public static string Parent(ModelVersion version) => version.Parent is { } parent ? $"{parent}" : None;

    public static string Strategy(TrainingStrategy strategy) => Word(strategy);

    private static string Score(double? score) => score?.ToString("0.0", CultureInfo.InvariantCulture) ?? "?";
}
