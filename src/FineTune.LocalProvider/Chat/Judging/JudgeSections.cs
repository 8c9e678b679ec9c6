namespace FineTune.LocalProvider.Chat.Judging;

/// <summary>
/// The parts of a judge's prompt. The response ends at the last end mark of the message, so that a response which writes marks of its own
/// stays inside its section.
/// </summary>
internal sealed record JudgeSections(string Instruction, string Response, string? Reference)
{
    private const string Asked = "[Instruction]\n";
    private const string AskedEnd = "[End of instruction]";
    private const string Said = "[Response]\n";
    private const string SaidEnd = "[End of response]";
    private const string Expected = "[Reference]\n";
    private const string ExpectedEnd = "[End of reference]";

    public static JudgeSections? Find(string prompt)
    {
        var text = prompt.Replace("\r\n", "\n", StringComparison.Ordinal);
        var asked = text.IndexOf(Asked, StringComparison.Ordinal);
        if (asked < 0)
            return null;
        asked += Asked.Length;
        var askedEnd = text.IndexOf(AskedEnd, asked, StringComparison.Ordinal);
        if (askedEnd < 0)
            return null;
        var said = text.IndexOf(Said, askedEnd, StringComparison.Ordinal);
        var saidEnd = text.LastIndexOf(SaidEnd, StringComparison.Ordinal);
        if (said < 0 || saidEnd < said + Said.Length - 1)
            return null;
        said = Math.Min(said + Said.Length, saidEnd);
        return new JudgeSections(text[asked..askedEnd].Trim(), text[said..saidEnd].Trim(), ReferenceAfter(text, saidEnd));
    }

    private static string? ReferenceAfter(string text, int from)
    {
        var start = text.IndexOf(Expected, from, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += Expected.Length;
        var end = text.LastIndexOf(ExpectedEnd, StringComparison.Ordinal);
        return end < start ? null : text[start..end].Trim();
    }
}
