using System.Text;
using System.Text.Json;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Training;

/// <summary>Reads one line of a training file as strictly as the real services do.</summary>
internal static class TrainingLine
{
    private static readonly HashSet<string> Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    /// <summary>Returns the example and its tokens before the limit. Throws <see cref="TrainingLineException"/> when the line is wrong.</summary>
    public static (TrainingExample Example, int Tokens) Read(ReadOnlySpan<byte> line, int number, string method)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line.ToArray());
        }
        catch (JsonException)
        {
            throw new TrainingLineException($"Invalid file format. Line {number} is not valid JSON.");
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new TrainingLineException($"Invalid file format. Example {number} is not a JSON object.");
            try
            {
                return method == "dpo" ? Preference(root, number) : Chat(root, number);
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair: legal JSON, but no text.
                throw new TrainingLineException($"Invalid file format. Example {number} holds an incomplete Unicode escape.");
            }
        }
    }

    private static (TrainingExample, int) Chat(JsonElement root, int number)
    {
        if (root.TryGetProperty("preferred_output", out _))
            throw new TrainingLineException($"Invalid file format. Example {number} is preference data, but the method is supervised.");
        var conversation = Conversation(root, "messages", number);
        if (conversation.Answer is null)
            throw new TrainingLineException($"Invalid file format. Example {number} has no assistant message to learn from.");
        var tokens = conversation.Tokens + ToolTokens(root);
        return (new TrainingExample(conversation.Prompt, conversation.Answer, conversation.ToolCalls), TokenCounter.Prompt(tokens));
    }

    private static (TrainingExample, int) Preference(JsonElement root, int number)
    {
        if (!root.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object)
            throw new TrainingLineException($"Invalid file format. Example {number} has no 'input' object; method dpo needs input, preferred_output and non_preferred_output.");
        var conversation = Conversation(input, "messages", number);
        var preferred = Conversation(root, "preferred_output", number);
        var rejected = Conversation(root, "non_preferred_output", number);
        if (preferred.Answer is null || rejected.Answer is null)
            throw new TrainingLineException($"Invalid file format. Example {number}: both outputs must hold an assistant message.");
        return (new TrainingExample(conversation.Prompt, preferred.Answer, preferred.ToolCalls), TokenCounter.Prompt(conversation.Tokens + preferred.Tokens + rejected.Tokens));
    }

    private static Turns Conversation(JsonElement root, string name, int number)
    {
        if (!root.TryGetProperty(name, out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new TrainingLineException($"Invalid file format. Example {number} has no '{name}' list.");
        var turns = new Turns();
        var index = 0;
        foreach (var message in messages.EnumerateArray())
            Add(turns, message, $"Example {number}, message {++index}");
        return turns;
    }

    private static void Add(Turns turns, JsonElement message, string at)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new TrainingLineException($"Invalid file format. {at} is not an object.");
        if (!message.TryGetProperty("role", out var roleValue) || roleValue.ValueKind != JsonValueKind.String)
            throw new TrainingLineException($"Invalid file format. {at} has no 'role'.");
        var role = roleValue.GetString()!;
        if (!Roles.Contains(role))
            throw new TrainingLineException($"Invalid file format. {at}: role '{role}' is not one of {string.Join(", ", Roles)}.");
        var calls = message.TryGetProperty("tool_calls", out var callsValue) && callsValue.ValueKind == JsonValueKind.Array ? callsValue.GetRawText() : null;
        var legacyCall = message.TryGetProperty("function_call", out var call) && call.ValueKind == JsonValueKind.Object;
        var text = Content(message, role == "assistant" && (calls is not null || legacyCall), at);
        var weight = message.TryGetProperty("weight", out var weightValue) ? Weight(weightValue, role, at) : 1;
        turns.Tokens += TokenCounter.CountMessage(role, text) + (calls is null ? 0 : TokenCounter.Count(calls));
        if (role == "user")
            turns.LastUser = text;
        else if (role == "assistant" && weight == 1)
            turns.Keep(text, calls);
    }

    private static string Content(JsonElement message, bool mayLack, string at)
    {
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            return mayLack ? "" : throw new TrainingLineException($"Invalid file format. {at} has no 'content'.");
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            throw new TrainingLineException($"Invalid file format. {at}: 'content' must be a string.");
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("text", out var words) || words.ValueKind != JsonValueKind.String)
                throw new TrainingLineException($"Invalid file format. {at}: 'content' holds a part that is no text.");
            text.Append(words.GetString());
        }

        return text.ToString();
    }

    private static int Weight(JsonElement weight, string role, string at)
    {
        if (role == "assistant" && weight.ValueKind == JsonValueKind.Number && weight.TryGetInt32(out var value) && value is 0 or 1)
            return value;
        throw new TrainingLineException($"Invalid file format. {at}: 'weight' must be 0 or 1 and belongs to assistant messages.");
    }

    private static int ToolTokens(JsonElement root) => root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array ? TokenCounter.Count(tools.GetRawText()) : 0;

    private sealed class Turns
    {
        private string asked = "";

        public int Tokens { get; set; }

        public string LastUser { get; set; } = "";

        /// <summary>The user turn before the answer; of a conversation without an answer, its last user turn.</summary>
        public string Prompt => Answer is null ? LastUser : asked;

        public string? Answer { get; private set; }

        public string? ToolCalls { get; private set; }

        public void Keep(string answer, string? calls)
        {
            asked = LastUser;
            Answer = answer;
            ToolCalls = calls;
        }
    }
}
