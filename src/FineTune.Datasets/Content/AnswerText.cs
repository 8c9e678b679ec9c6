using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FineTune.Datasets.Content;

/// <summary>What an answer is, judged by its words. Every pattern takes time linear in the text.</summary>
internal static partial class AnswerText
{
    /// <summary>Longer answers say more than that they refuse; so do those that ask something back.</summary>
    public const int RefusalCharacters = 200;

    /// <summary>Fewer letters are an abbreviation or a code.</summary>
    public const int UpperCaseLetters = 30;

    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "n/a", "null", "undefined", "nan", "todo", "tbd", "tba", "xxx", "no output", "nooutput", "no input", "noinput", "no answer", "placeholder", "lorem ipsum",
    };

    public static bool IsPlaceholder(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length <= 16 && Placeholders.Contains(trimmed.Trim("<>[](){}.\"'").ToString()) || !HasContent(trimmed);
    }

    private static readonly Anchors RefusalAnchors = new(
        ignoreCase: true, "can't", "can’t", "cant", "cannot", "can not", "could not", "won't", "won’t", "will not", "unable to", "not able to", "not comfortable", "sorry",
        "ich kann", "je ne peux pas", "no puedo");

    private static readonly Anchors AiAnchors = new(
        ignoreCase: true, "a AI", "an AI", "artificial intelligence", "language model", "als KI", "ein KI", "eine KI", "nstliche Intelligenz", "Sprachmodell",
        "en tant qu", "como IA", "una IA", "un IA", "inteligencia artificial", "modelo de lenguaje");

    private static readonly Anchors RoleMarkAnchors = new(
        ignoreCase: false,
        [.. Anchors.Pairs(["Customer", "Agent", "User", "Human", "Assistant", "System"], [":", "**:"]), "<|", "INST]", "SYS>>", "### "]);

    public static bool IsRefusal(string text) =>
        text.Length <= RefusalCharacters && !text.Contains('?') && RefusalAnchors.AreIn(text) && Refusal().IsMatch(text);

    public static bool SpeaksAsAi(string text) => AiAnchors.AreIn(text) && Ai().IsMatch(text);

    public static bool HasRoleMark(string text) => RoleMarkAnchors.AreIn(text) && RoleMark().IsMatch(text);

    public static bool IsMostlyUpperCase(string text)
    {
        if (Ascii.IsValid(text))
        {
            var capitals = 0;
            var letters = 0;
            foreach (var c in text)
            {
                capitals += (uint)(c - 'A') <= 'Z' - 'A' ? 1 : 0;
                letters += (uint)((c | 0x20) - 'a') <= 'z' - 'a' ? 1 : 0;
            }

            return letters >= UpperCaseLetters && capitals > letters - capitals;
        }

        var (upper, lower) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            upper += Rune.IsUpper(rune) ? 1 : 0;
            lower += Rune.IsLower(rune) ? 1 : 0;
        }

        return upper + lower >= UpperCaseLetters && upper > lower;
    }

    /// <summary>Letters, digits and symbols (an emoji, a plus sign) say something; punctuation alone does not.</summary>
    private static bool HasContent(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsLetterOrDigit(rune) || category is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        @"\bI(['’]m| am)? (can['’]?t|cannot|can not|could not|won['’]t|will not|unable to|not able to|not comfortable) (be able to )?(help|assist|comply|fulfil|fulfill|provide|answer|do (that|this)|support|continue|discuss|engage|with)\b"
        + @"|\b(can['’]?t|cannot|unable to) (help|assist)( you)? with (that|this)\b"
        + @"|^\s{0,8}(I['’]m|I am|We['’]re|We are)? ?sorry[,.!]? ?(but )?(I|we|that|this|no)? ?(can['’]?t|cannot|do not know|don['’]t know|is not possible)?[.!]?\s{0,8}$"
        + @"|\bich kann (dir|Ihnen) (dabei|damit|da) (leider )?nicht (helfen|weiterhelfen)\b"
        + @"|\bje ne peux pas (vous |t['’])?aider\b|\bno puedo ayudar(te|le)? con (eso|esto)\b",
        Words)]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"\bas an? (AI|artificial intelligence|(large )?language model)( (language )?model| assistant| system| chatbot)?(,| I\b| developed| trained| created)"
        + @"|\bas an? (AI |large )?language model\b"
        + @"|\bI(['’]m| am) (just |only |merely )?an? (AI|artificial intelligence|(AI |large )?language model)\b"
        + @"|\bals (eine? )?(KI|künstliche Intelligenz|(KI-)?Sprachmodell)(-(Sprach)?modell)?\b"
        + @"|\ben tant qu(['’]|e )(une )?(IA|intelligence artificielle|mod[eè]le de langage)\b"
        + @"|\bcomo (una |un )?(IA|inteligencia artificial|modelo de lenguaje)\b",
        Words)]
    private static partial Regex Ai();

    [GeneratedRegex(
        @"(^|\n)[ \t]{0,4}(\*\*)?(Customer|Agent|User|Human|Assistant|System)(\*\*)?:"
        + @"|<\|(im_start|im_end|endoftext|eot_id|start_header_id|system|user|assistant)\|>|\[/?INST\]|<</?SYS>>|(^|\n)### (Instruction|Response|Human|Assistant|Input):",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RoleMark();
}
