using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;

namespace FineTune.Providers.OpenAI;

/// <summary>The body of a create call.</summary>
internal static class JobRequestJson
{
    public static JsonObject Create(CreateJobRequest request, EndpointKind kind)
    {
        var body = new JsonObject
        {
            ["model"] = request.Model,
            ["training_file"] = request.TrainingFile,
            ["seed"] = request.Seed,
            ["method"] = new JsonObject
            {
                ["type"] = "supervised",
                ["supervised"] = new JsonObject
                {
                    ["hyperparameters"] = new JsonObject
                    {
                        ["n_epochs"] = Auto(request.Hyperparameters.Epochs),
                        ["batch_size"] = Auto(request.Hyperparameters.BatchSize),
                        ["learning_rate_multiplier"] = Auto(request.Hyperparameters.LearningRateMultiplier),
                    },
                },
            },
        };
        if (request.ValidationFile is { } validation)
        {
            body["validation_file"] = validation;
        }

        if (Suffix(request.Suffix, kind) is { Length: > 0 } suffix)
        {
            body["suffix"] = suffix;
        }

        if (request.Metadata.Count > 0)
        {
            body["metadata"] = new JsonObject(request.Metadata.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));
        }

        if (kind == EndpointKind.Azure && request.TrainingType is { Length: > 0 } trainingType)
        {
            body["trainingType"] = trainingType;
        }

        return body;
    }

    /// <summary>A suffix as the provider takes it: at most 40 characters on Azure, 64 elsewhere.</summary>
    public static string Suffix(string suffix, EndpointKind kind)
    {
        var valid = string.Concat(suffix.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        var max = kind == EndpointKind.Azure ? 40 : 64;
        return valid.Length <= max ? valid : valid[..max].TrimEnd('-');
    }

    private static JsonValue Auto(int? value) => value is { } number ? JsonValue.Create(number) : JsonValue.Create("auto");

    private static JsonValue Auto(double? value) => value is { } number ? JsonValue.Create(number) : JsonValue.Create("auto");
}
