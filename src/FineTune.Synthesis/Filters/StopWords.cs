using System.Collections.Frozen;
using FineTune.Core.Text;

namespace FineTune.Synthesis.Filters;

/// <summary>English words that say nothing by themselves.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = """
        a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down
        during each either else ever few for from further had has have having he her here hers him his how however i if in into is it its itself just let like may me
        might more most must my neither no nor not now of off on once only or other our ours out over own perhaps please quite rather really same shall she should
        since so some still such than that the their theirs them then there these they this those though through thus to too under until up upon us very was we well
        were what when where whether which while who whom whose why will with within without would yes yet you your yours
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a text has nothing but such words and punctuation. A bare yes or no is an answer.</summary>
    public static bool IsNothingElse(string text)
    {
        var tokens = RougeTokens.Of(text);
        return tokens.Count == 0 ? !text.Any(char.IsLetterOrDigit) : tokens is not ["yes"] and not ["no"] && tokens.TrueForAll(Words.Contains);
    }
}
