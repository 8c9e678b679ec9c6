using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Shapes;

/// <summary>Reads a preference pair. The example is the input and the preferred output; the other output is kept beside it.</summary>
internal static class PreferenceReader
{
    private const string Preferred = "preferred_output";
    private const string NonPreferred = "non_preferred_output";
    private static readonly string[] Keys = ["input", Preferred, NonPreferred];
    private static readonly string[] InputKeys = ["messages", "tools", "parallel_tool_calls"];

    public static ReadExample? Read(JsonElement line, LineFindings findings)
    {
        LineFields.UnknownKeys(line, "$", Keys, findings);
        if (!line.TryGetProperty("input", out var input))
        {
            findings.Add(RuleIds.MissingField, "'input' is missing.", "$.input");
            return null;
        }

        if (input.ValueKind != JsonValueKind.Object)
        {
            findings.WrongType("$.input", "an object", input);
            return null;
        }

        LineFields.UnknownKeys(input, "$.input", InputKeys, findings);
        var tools = ToolRules.ReadTools(input, "$.input", findings, out var toolNames);
        var parallel = ChatReader.ReadParallel(input, "$.input", tools is not null, findings);
        var given = Turns(input, "$.input", "messages", findings);
        var preferred = Output(line, Preferred, findings);
        var nonPreferred = Output(line, NonPreferred, findings);
        if (given is null || preferred is null || nonPreferred is null)
        {
            return null;
        }

        if (given.Count == 0)
        {
            findings.Add(RuleIds.NoMessages, "$.input.messages is empty.", "$.input.messages");
            return null;
        }

        var paths = TurnPaths.Preference(given.Count);
        List<ChatTurn> turns = [.. given, .. preferred];
        ToolRules.CheckCalls(turns, paths, toolNames, findings);
        ConversationRules.Check(turns, paths, findings);
        Compare(preferred, nonPreferred, findings);
        return new ReadExample(new ChatExample(turns, tools, parallel), paths, NonPreferred: nonPreferred, Given: given.Count);
    }

    private static List<ChatTurn>? Output(JsonElement line, string name, LineFindings findings)
    {
        var path = JsonPaths.Key("$", name);
        if (Turns(line, "$", name, findings) is not { } turns)
        {
            return null;
        }

        if (turns.Count == 0)
        {
            findings.Add(RuleIds.WrongOutput, $"{path} is empty.", path);
        }

        foreach (var (index, turn) in turns.Index())
        {
            if (turn.Role is not ("assistant" or "tool"))
            {
                var turnPath = JsonPaths.Item(path, index);
                findings.Add(RuleIds.WrongOutput, $"{turnPath} has the role {turn.Role}.", turnPath);
            }
        }

        return turns;
    }

    private static List<ChatTurn>? Turns(JsonElement holder, string holderPath, string name, LineFindings findings)
    {
        if (LineFields.Array(holder, holderPath, name, findings) is not { } messages)
        {
            return null;
        }

        var turns = new List<ChatTurn>(messages.GetArrayLength());
        foreach (var message in messages.EnumerateArray())
        {
            if (TurnReader.Read(message, JsonPaths.Item(JsonPaths.Key(holderPath, name), turns.Count), findings) is not { } turn)
            {
                return null;
            }

            turns.Add(turn);
        }

        return turns;
    }

    private static void Compare(List<ChatTurn> preferred, List<ChatTurn> nonPreferred, LineFindings findings)
    {
        if (ExampleId.Of(new ChatExample(preferred)) == ExampleId.Of(new ChatExample(nonPreferred)))
        {
            findings.Add(RuleIds.EqualOutputs, $"$.{Preferred} and $.{NonPreferred} are the same.", "$." + NonPreferred);
        }
        else if (nonPreferred.TrueForAll(turn => turn.ToolCalls is null && string.IsNullOrWhiteSpace(turn.Content) && string.IsNullOrWhiteSpace(turn.Refusal)))
        {
            findings.Add(RuleIds.WrongOutput, $"$.{NonPreferred} has no text.", "$." + NonPreferred, Severity.Warning);
        }
    }
}
