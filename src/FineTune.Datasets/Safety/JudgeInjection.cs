using System.Text.RegularExpressions;
using FineTune.Datasets.Content;

namespace FineTune.Datasets.Safety;

/// <summary>Text that addresses a judge, or tells a model to forget what it was told.</summary>
public static partial class JudgeInjection
{
    /// <summary>Few and short, so that looking for them is fast; most texts have none.</summary>
    private static readonly Anchors Rough = new(
        ignoreCase: true, "gnore ", "sregard ", "rget ", "erride ", "rate ", "score", "grade", "mark", "evalua", "rating", "10/10", "out of 10", "out of ten", "judge", "rater", "reviewer",
        "f you are ", "[[", "verdict:", "s answer ", "s response ");

    private static readonly Anchors Exact = new(
        ignoreCase: true,
        [
            "ignore ", "disregard ", "forget ", "override ",
            .. Anchors.Pairs(["rate ", "score ", "grade ", "mark ", "evaluate "], ["this ", "my ", "the following ", "the above "]),
            "10/10", "10 out of 10", "ten out of ten", "full marks", .. Anchors.Pairs(["highest ", "maximum ", "perfect ", "top "], ["score", "rating", "grade", "mark"]),
            .. Anchors.Pairs(["judge", "grader", "evaluator", "rater", "reviewer"], [",", ":", "s,", "s:"]),
            "if you are ", "[[", "verdict:", "this answer ", "this response ",
        ]);

    public static bool IsIn(string text) => Rough.AreIn(text) && Exact.AreIn(text) && Pattern().IsMatch(text);

    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override) (all |any |the |of |your |my |these |those ){0,3}(previous|prior|preceding|above|earlier|foregoing) (instructions?|prompts?|rules|guidelines|criteria|directions)\b"
        + @"|\b(rate|score|grade|mark|evaluate) (this|my|the following|the above) (answer|response|reply|output|completion|submission)( [a-z]{1,12}){0,4} (10|ten|100|5|five|full marks|the highest|the maximum|perfect)\b"
        + @"|\b(give|assign|award)( me)? (this|it|my|the) ?(answer|response|reply|output)? ?(a |the )?(score of |rating of |grade of )?(10(/| out of )10|10/10|ten out of ten|full marks|(the )?(highest|maximum|perfect|top) (score|rating|grade|marks?))"
        + @"|\b(note|message|attention|instructions?|dear|hey) ?(to|for)? ?(the |all )?(judge|grader|evaluator|rater|reviewer|llm judge)s?\b[,:]"
        + @"|\bif you are (an? |the )?(AI |LLM )?(judge|grader|evaluator|rater)\b"
        + @"|\[\[(rating|score|verdict):? ?([0-9]{1,2}|[ABC])\]\]|(?-i:\[\[[ABC]\]\])|\bverdict: ?\[?\[?[AB]\b.{0,20}\bbetter\b"
        + @"|\bthis (answer|response) (is|should be|must be) (considered |rated |scored |marked )(as )?(perfect|the best|correct|superior|10)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
