using System.Text;
using System.Text.Json;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Training;

namespace FineTune.LocalProvider.Chat.Answering;

/// <summary>Answers by heart: the recorded output of exactly this instruction, apart from case and white space; otherwise it says so.</summary>
internal sealed class RecordedModel
{
    public const string Unknown = "I have no recorded answer for this instruction.";

    private static readonly string[] Prompts = ["prompt", "instruction", "input", "question"];
    private static readonly string[] Outputs = ["response", "output", "completion", "answer", "prediction"];

    private readonly Dictionary<string, string> answers = new(StringComparer.Ordinal);

    /// <summary>Reads the recording. Throws <see cref="InvalidDataException"/> naming file and line.</summary>
    public RecordedModel(string path)
    {
        var number = 0;
        foreach (var line in TrainingFile.Lines(path))
        {
            number++;
            try
            {
                using var document = JsonDocument.Parse(line);
                Add(document.RootElement, $"{path}, line {number}");
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}, line {number} is not JSON: {e.Message}", e);
            }
        }
    }

    public int Count => answers.Count;

    public ChatAnswer Answer(ChatRequest request) => new(answers.GetValueOrDefault(Normal(request.LastUser), Unknown));

    private void Add(JsonElement row, string at)
    {
        var output = Outputs.Select(o => Text(row, o)).FirstOrDefault(o => o is not null)
            ?? throw new InvalidDataException($"{at} has no answer; one of the fields {string.Join(", ", Outputs)} is needed.");
        var asked = Prompts.Select(p => Text(row, p)).Where(p => !string.IsNullOrWhiteSpace(p)).ToList();
        if (asked.Count == 0)
            throw new InvalidDataException($"{at} has no instruction; one of the fields {string.Join(", ", Prompts)} is needed.");
        var instruction = Text(row, "instruction");
        var input = Text(row, "input");
        if (Text(row, "prompt") is { } prompt)
            answers.TryAdd(Normal(prompt), output.Trim());
        if (instruction is not null && !string.IsNullOrWhiteSpace(input))
        {
            answers.TryAdd(Normal(instruction + "\n" + input), output.Trim());
            return;
        }

        // Without an input, or with the input alone, the one text is the whole question.
        answers.TryAdd(Normal(instruction ?? asked[0]!), output.Trim());
    }

    private static string? Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
                normal.Append(char.ToLowerInvariant(c));
            else if (normal.Length > 0 && normal[^1] != ' ')
                normal.Append(' ');
        }

        return normal.ToString().TrimEnd();
    }
}
