using System.Text.Json;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Batches;

/// <summary>One request of a batch.</summary>
internal sealed record BatchLine(int Number, string CustomId, JsonElement Body, string? Model)
{
    private const int MostLines = 50_000;
    private const int MostProblems = 20;

    /// <summary>Reads the input of a batch. Problems mean that the batch fails.</summary>
    public static (List<BatchLine> Lines, List<BatchProblem> Problems) ReadAll(string path, string endpoint)
    {
        var lines = new List<BatchLine>();
        var problems = new List<BatchProblem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var bytes in FineTune.LocalProvider.Training.TrainingFile.Lines(path))
        {
            if (++number > MostLines)
            {
                problems.Add(new BatchProblem("too_many_tasks", $"The batch has more than {MostLines} lines.", null));
                break;
            }

            if (problems.Count < MostProblems)
                Add(bytes, number, endpoint, ids, lines, problems);
        }

        if (number == 0)
            problems.Add(new BatchProblem("empty_file", "The input file holds no request.", null));
        if (lines.Where(l => l.Model is not null).Select(l => l.Model).Distinct().Skip(1).Any())
            problems.Add(new BatchProblem("model_mismatch", "All requests of a batch must name the same model.", null));
        return (lines, problems);
    }

    private static void Add(byte[] bytes, int number, string endpoint, HashSet<string> ids, List<BatchLine> lines, List<BatchProblem> problems)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            root = document.RootElement.Clone();
            // Half a surrogate pair is legal JSON, but no text.
            _ = Text(root, "custom_id");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problems.Add(new BatchProblem("invalid_json_line", "This line is not parseable as valid JSON.", number));
            return;
        }

        if (Text(root, "custom_id") is not { Length: > 0 } id || Text(root, "method") != "POST" || !root.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
            problems.Add(new BatchProblem("invalid_request", "A line needs custom_id, method 'POST', url and body.", number));
        else if (BatchEndpoint.Normal(Text(root, "url") ?? "") != endpoint)
            problems.Add(new BatchProblem("url_mismatch", $"The URL of this line is not the batch's endpoint '{endpoint}'.", number));
        else if (!ids.Add(id))
            problems.Add(new BatchProblem("duplicate_custom_id", $"The custom_id '{id}' appears more than once.", number));
        else
            lines.Add(new BatchLine(number, id, body, Text(body, "model")));
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
