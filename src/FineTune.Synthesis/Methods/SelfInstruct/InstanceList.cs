using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>Reads the instances of a task, in the two forms that they are asked for.</summary>
public static partial class InstanceList
{
    /// <summary>Instances looked at in one answer.</summary>
    public const int MaxItems = 50;

    /// <summary>
    /// <c>Example 1</c>, <c>Input: ...</c>, <c>Output: ...</c>. An answer without the word Output at a line's start is one output, as its authors have it; an answer
    /// that is empty gives none.
    /// </summary>
    public static IReadOnlyList<TaskInstance> InputFirst(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = Example().IsMatch(text) ? Example().Split(text, MaxItems + 1) : [text];
        return [.. parts.Select(part => part.Trim()).Where(part => part.Length > 0).Take(MaxItems).Select(Instance)];
    }

    /// <summary><c>Class label: ...</c>, then the input. What stands before the first label is left out.</summary>
    public static IReadOnlyList<TaskInstance> OutputFirst(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Label().Split(text, MaxItems + 1).Skip(1).Take(MaxItems).Select(Labelled)];
    }

    private static TaskInstance Instance(string text)
    {
        var parts = Output().Split(text, 2);
        return parts.Length < 2 ? new TaskInstance("", text) : new TaskInstance(Field(parts[0]), parts[1].Trim());
    }

    private static TaskInstance Labelled(string text)
    {
        var lines = text.Trim().Split('\n', 2);
        return new TaskInstance(lines.Length < 2 ? "" : Field(lines[1]), lines[0].Trim());
    }

    /// <summary>An input that says there is none is none.</summary>
    private static string Field(string text) => Input().Replace(text.Trim(), "", 1).Trim() is var field && Nothing().IsMatch(field) ? "" : field;

    [GeneratedRegex(@"^[ \t#*]{0,8}Example[ \t]?\d{0,3}[ \t]?[.:]?[ \t*]{0,4}$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Example();

    [GeneratedRegex(@"^[ \t*]{0,4}Output[ \t]?\d{0,3}[ \t]?:\*{0,2}", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Output();

    [GeneratedRegex(@"\A\*{0,2}Input[ \t]?\d{0,3}[ \t]?:\*{0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Input();

    [GeneratedRegex(@"^[ \t*]{0,4}Class label[ \t]?:\*{0,2}", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[<(\[]?(?:no ?input|none|n/a)[>)\]]?\.?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();
}
