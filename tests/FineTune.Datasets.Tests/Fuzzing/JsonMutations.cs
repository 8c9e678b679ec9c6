using System.Text;
using System.Text.Json;

namespace FineTune.Datasets.Tests.Fuzzing;

/// <summary>Changes to a line that know where its keys and values stand. A line that is not JSON stays as it is.</summary>
internal static class JsonMutations
{
    private const int Deep = 10_000;

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "1e999", "-1e999", "-0", "-0.0", "0e-999", "1.0", "0", "1", "2", "9223372036854775808", "true", "false", "null", "{}", "[]", "[{}]", "[null]", "\"\"", "\" \"",
            "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u0007\\b\"", "\"\\ufffd\"", "\"\uFFFD\"", "\"\u2028\"", "\"\\u2028\"",
            "\"user\"", "\"assistant\"", "\"tool\"", "\"function\"", "\"system\"", "\"text\"", "{\"type\":\"text\",\"text\":\"x\"}", "[{\"type\":\"text\",\"text\":\"x\"}]", "\"{}\"", "\"{\\\"a\\\":1e999}\"",
            "\"Summary: a\\n\\n###\\n\\nCustomer: b\\nAgent:\"", "\" ->\"", "\"\\n###\"", "\"@\"", "\"a@b.cd\"", "\"+49 (0) 30 1234-5678\"", "\"::::::::\"", "\"1.2.3.4:5\"", "\"DE00 0000\"", "\"eyJ.eyJ.\"", "NaN", "'a'", "01", "+1", "\"", "\\",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('7', 4_000)),
        Encoding.UTF8.GetBytes($"\"{new string('[', Deep)}\""),
        Encoding.UTF8.GetBytes(new string('[', Deep)),
        Encoding.UTF8.GetBytes(new string('[', Deep) + new string(']', Deep)),
        Encoding.UTF8.GetBytes(new string('[', 40) + new string(']', 40)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 58)) + "1" + new string('}', 58)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", Deep))),
        Encoding.UTF8.GetBytes($"\"{new string('a', 60_000)}\""),
        Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 5_000))}\""),
        Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Repeat("0 ", 10_000))}\""),
        Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Repeat("I'm ", 5_000))}\""),
        Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Repeat("a.", 5_000))}@{string.Concat(Enumerable.Repeat("b.", 5_000))}\""),
    ];

    /// <summary>Puts another value in the place of one.</summary>
    public static byte[] ReplaceValue(byte[] line, Random random)
    {
        var values = Tokens(line).FindAll(token => !token.IsKey);
        return values.Count == 0 ? line : Splice(line, values[random.Next(values.Count)], Values[random.Next(Values.Length)]);
    }

    /// <summary>Says a key twice; its first letter as an escape every other time.</summary>
    public static byte[] RepeatKey(byte[] line, Random random)
    {
        var keys = Tokens(line).FindAll(token => token.IsKey && token.Length > 2);
        if (keys.Count == 0)
        {
            return line;
        }

        var key = keys[random.Next(keys.Count)];
        var text = Encoding.UTF8.GetString(line, key.Start + 1, key.Length - 2);
        text = random.Next(2) == 0 || text[0] == '\\' ? text : $"\\u{(int)text[0]:x4}{text[1..]}";
        byte[] repeated = [.. Encoding.UTF8.GetBytes($"\"{text}\":"), .. Values[random.Next(Values.Length)], (byte)','];
        return [.. line[..key.Start], .. repeated, .. line[key.Start..]];
    }

    /// <summary>Gives a key another name: a very long one, one of another shape, or one with odd characters.</summary>
    public static byte[] RenameKey(byte[] line, Random random)
    {
        string[] names =
        [
            new string('k', 30_000), "messages", "instruction", "prompt", "completion", "tools", "tool_calls", "content", "weight", "refusal", "name", "", "\\ud800", "\\u0000", "a.b['c']", "\u2028", "functions",
            "preferred_output", "conversations", "system", "input", "output", "function_call", "parallel_tool_calls", "$type", "$id", "$ref", "__proto__",
        ];
        var keys = Tokens(line).FindAll(token => token.IsKey);
        return keys.Count == 0 ? line : Splice(line, keys[random.Next(keys.Count)], Encoding.UTF8.GetBytes($"\"{names[random.Next(names.Length)]}\""));
    }

    /// <summary>Puts one value of the line in the place of another: objects for texts, arrays in themselves.</summary>
    public static byte[] CopyValue(byte[] line, Random random)
    {
        var values = Tokens(line).FindAll(token => !token.IsKey);
        if (values.Count == 0)
        {
            return line;
        }

        var from = values[random.Next(values.Count)];
        return Splice(line, values[random.Next(values.Count)], line[from.Start..(from.Start + from.Length)]);
    }

    private static byte[] Splice(byte[] line, Token token, byte[] with) => [.. line[..token.Start], .. with, .. line[(token.Start + token.Length)..]];

    /// <summary>Keys and whole values, containers included; none where the line is not JSON.</summary>
    private static List<Token> Tokens(byte[] line)
    {
        List<Token> tokens = [];
        Stack<int> open = new();
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 2 * Deep });
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push(start);
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        var first = open.Pop();
                        tokens.Add(new Token(first, start + 1 - first, IsKey: false));
                        break;
                    case JsonTokenType.PropertyName:
                        tokens.Add(new Token(start, reader.ValueSpan.Length + 2, IsKey: true));
                        break;
                    default:
                        tokens.Add(new Token(start, (int)(reader.BytesConsumed - start), IsKey: false));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return [];
        }

        return tokens;
    }

    private readonly record struct Token(int Start, int Length, bool IsKey);
}
