using System.Text;
using FineTune.Core.Examples;

namespace FineTune.Datasets.Legacy;

/// <summary>
/// The support conversation as a prompt: <c>Summary: ...</c>, <c>Specific information: ...</c>, a <c>###</c> line, then
/// <c>Customer:</c> and <c>Agent:</c> lines of which the last is an open <c>Agent:</c>.
/// </summary>
internal static class SupportTemplate
{
    private const string Customer = "Customer:";
    private const string Agent = "Agent:";

    /// <summary>The turns before the answer; null when the prompt is not such a conversation. Earlier agent turns get weight 0.</summary>
    public static List<ChatTurn>? TryRead(string prompt)
    {
        var text = prompt.ReplaceLineEndings("\n").TrimEnd();
        if (!text.EndsWith("\n" + Agent, StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text.Split('\n');
        var start = Start(lines);
        if (start < 0)
        {
            return null;
        }

        var turns = new List<ChatTurn>();
        var header = string.Join('\n', lines[..start]).Trim();
        header = header.EndsWith("###", StringComparison.Ordinal) ? header[..^3].TrimEnd() : header;
        if (header.Length > 0)
        {
            turns.Add(new ChatTurn("system", header));
        }

        turns.AddRange(Conversation(lines[start..^1]));
        return turns.Exists(turn => turn.Role == "user") ? turns : null;
    }

    /// <summary>The inverse of <see cref="TryRead"/>: the prompt that is read as these turns, weights aside; null where there is none.</summary>
    public static string? TryWrite(IReadOnlyList<ChatTurn> turns)
    {
        var prompt = new StringBuilder();
        foreach (var (index, turn) in turns.Index())
        {
            var text = turn switch
            {
                { Content: null } => null,
                { Role: "system" } when index == 0 => turn.Content + "\n\n###\n\n",
                { Role: "user" } => $"{Customer} {turn.Content}\n",
                { Role: "assistant" } => $"{Agent} {turn.Content}\n",
                _ => null,
            };
            if (text is null)
            {
                return null;
            }

            prompt.Append(text);
        }

        var written = prompt.Append(Agent).ToString();
        return TryRead(written) is { } read && read.Select(Said).SequenceEqual(turns.Select(Said)) ? written : null;

        static (string, string?) Said(ChatTurn turn) => (turn.Role, turn.Content);
    }

    /// <summary>The first line of the conversation: behind the ### line, or the first line of all.</summary>
    private static int Start(string[] lines)
    {
        var first = 0;
        if (lines[0].StartsWith("Summary:", StringComparison.Ordinal) || lines[0].StartsWith("Specific information:", StringComparison.Ordinal))
        {
            first = Array.FindIndex(lines, line => line.Trim() == "###") + 1;
            if (first == 0)
            {
                return -1;
            }
        }

        var start = Array.FindIndex(lines, first, line => line.Trim().Length > 0);
        return start >= 0 && (IsTurn(lines[start], Customer) || IsTurn(lines[start], Agent)) ? start : -1;
    }

    private static IEnumerable<ChatTurn> Conversation(string[] lines)
    {
        var role = "";
        var said = new List<string>();
        foreach (var line in lines)
        {
            var isCustomer = IsTurn(line, Customer);
            if (isCustomer || IsTurn(line, Agent))
            {
                if (said.Count > 0)
                {
                    yield return Turn(role, said);
                }

                role = isCustomer ? "user" : "assistant";
                said = [line[(isCustomer ? Customer : Agent).Length..]];
            }
            else
            {
                said.Add(line);
            }
        }

        if (said.Count > 0)
        {
            yield return Turn(role, said);
        }
    }

    private static ChatTurn Turn(string role, List<string> said) =>
        new(role, string.Join('\n', said).Trim(), Weight: role == "assistant" ? 0 : null);

    private static bool IsTurn(string line, string speaker) => line.StartsWith(speaker, StringComparison.Ordinal);
}
