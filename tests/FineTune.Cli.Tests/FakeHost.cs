using System.Collections.Concurrent;
using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Core;
using FineTune.Core.Registry;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Training.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FineTune.Cli.Tests;

/// <summary>
/// The API of a host over a folder: a file that lies among the drops becomes a version after a few looks, or is refused when its first byte is '!'.
/// </summary>
internal sealed class FakeHost(DataFolder data)
{
    private readonly ConcurrentDictionary<string, int> _polls = new();
    private readonly List<string> _trained = [];

    public ConcurrentQueue<string> Posts { get; } = new();

    public IReadOnlyList<string> Trained => _trained;

    public void Map(WebApplication app)
    {
        app.MapGet("api/lineages", () => Json(new[] { new { lineage = "support", versions = _trained.Count, staged = 0, held = false } }));
        app.MapGet("api/lineages/{lineage}/datasets", (string lineage) =>
            Json(Files(lineage).Select(file => new { name = file.Name, datasetId = file.Id, outcome = "accepted", costUsd = 0 })));
        app.MapGet("api/lineages/{lineage}/datasets/{id}", Dataset);
        app.MapGet("api/lineages/{lineage}/runs", () => Json(new { runs = new[] { Some.Run("0123456789abcdef", RunState.Registered, "done", 1) } }));
        app.MapGet("api/lineages/{lineage}/runs/{run}", () => Results.NotFound());
        app.MapGet("api/lineages/{lineage}/models", () => Json(Models()));
        app.MapPost("api/lineages/{lineage}/{**rest}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            Posts.Enqueue($"{request.Path} {body}");
            return body.Contains("\"version\":99", StringComparison.Ordinal)
                ? Results.Json(new { error = new { message = "Lineage 'support' has no version 99.", next = "List its versions." } }, statusCode: 404)
                : Results.Ok();
        });
    }

    private IResult Dataset(string lineage, string id)
    {
        if (Files(lineage).FirstOrDefault(file => file.Id == id) is not { Id: not null } file)
        {
            return Results.NotFound();
        }

        if (file.Content.StartsWith('!'))
        {
            return Json(Some.Detail(DatasetOutcome.Refused, "Only 3 valid examples."));
        }

        if (_polls.AddOrUpdate(id, 1, (_, polls) => polls + 1) == 2)
        {
            _trained.Add(id);
        }

        return Json(Some.Detail(null, status: new StageStatus("judge", 3, 10)));
    }

    private ModelsOverview Models() => new(
        [.. _trained.Select((id, index) => Some.Version(index + 1, index == 0 ? null : index, id))],
        _trained.Count == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { [Aliases.Champion] = _trained.Count }, []);

    private IEnumerable<(string Name, string Id, string Content)> Files(string lineage) =>
        Directory.Exists(data.Drops(lineage))
            ? Directory.EnumerateFiles(data.Drops(lineage)).Order().Select(path =>
                (Path.GetFileName(path), ContentId.Of(File.ReadAllBytes(path)), File.ReadAllText(path)))
            : [];

    private static IResult Json<T>(T value) => Results.Text(JsonSerializer.Serialize(value, FineTuneJson.Options), "application/json");
}
