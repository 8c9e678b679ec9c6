using System.Text;
using System.Text.Json;
using FineTune.Providers.Http;

namespace FineTune.Providers.Recordings;

/// <summary>
/// What a teacher once answered, by instruction and input. Rows are JSON objects with <c>instruction</c> (and <c>input</c>), or the whole
/// <c>prompt</c>, and <c>output</c>, <c>response</c> or <c>completion</c>. A question is found when it is the same but for white space.
/// </summary>
internal sealed class Recording
{
    private const string Cue = "Output:";
    private static readonly string[] Outputs = ["output", "response", "completion"];
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);

    private Recording()
    {
    }

    /// <summary>Rows that can be asked for.</summary>
    public int Rows { get; private set; }

    /// <summary>Lines that are no such row, and the number of the first; they are left out.</summary>
    public (int Count, int First) Unreadable { get; private set; }

    /// <summary>The file of a model in a folder of recordings. What some file systems cannot name is written as <c>%</c> and two digits.</summary>
    public static string FileOf(string model) =>
        string.Concat(model.Select(c => c < ' ' || "/\\:*?\"<>|%".Contains(c) ? $"%{(int)c:X2}" : c.ToString())) + ".jsonl";

    /// <summary>A row that <see cref="Read"/> understands, with its line end.</summary>
    public static string Row(string question, string answer) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["prompt"] = question, ["completion"] = answer }) + "\n";

    /// <summary>Of two rows with the same question the first counts.</summary>
    public static Recording Read(IEnumerable<string> lines)
    {
        var recording = new Recording();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (recording.TryAdd(line))
            {
                recording.Rows++;
            }
            else
            {
                var (count, first) = recording.Unreadable;
                recording.Unreadable = (count + 1, count == 0 ? number : first);
            }
        }

        return recording;
    }

    /// <summary>Null: not recorded.</summary>
    public string? Find(string question) => _answers.GetValueOrDefault(Normal(question));

    private bool TryAdd(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var (instruction, input, prompt) = (row.Text("instruction"), row.Text("input"), row.Text("prompt"));
            var outputs = Outputs.Select(name => row.Text(name)).OfType<string>().ToList();

            // A teacher that answered nothing is recorded as that.
            if ((outputs.Find(text => !string.IsNullOrWhiteSpace(text)) ?? outputs.FirstOrDefault()) is not { } output
                || (string.IsNullOrWhiteSpace(instruction) && string.IsNullOrWhiteSpace(prompt)))
            {
                return false;
            }

            Add(prompt, output);
            if (string.IsNullOrWhiteSpace(input))
            {
                Add(instruction, output);
            }
            else if (!string.IsNullOrWhiteSpace(instruction))
            {
                Add($"{instruction}\n{input}", output);
                Add($"{instruction}\nInput: {input}", output);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Add(string? question, string output)
    {
        if (!string.IsNullOrWhiteSpace(question))
        {
            _answers.TryAdd(Normal(question), output.Trim());
        }
    }

    /// <summary>One space between words, and no cue to answer at the end.</summary>
    private static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            normal.Append(normal.Length > 0 ? " " : string.Empty).Append(word);
        }

        var joined = normal.ToString();
        return joined.EndsWith(Cue, StringComparison.Ordinal) && joined.Length > Cue.Length ? joined[..^Cue.Length].TrimEnd() : joined;
    }
}
