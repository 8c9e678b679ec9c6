using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Training;

namespace FineTune.LocalProvider.Endpoints;

/// <summary>Checks a request for a job and turns it into a record.</summary>
internal static partial class JobCreation
{
    private const int OpenAISuffix = 64;
    private const int AzureSuffix = 40;

    public static async Task<JobRecord> FromAsync(ProviderCore core, JsonElement request)
    {
        if (core.Faults.Take(FaultNames.TrainingNotAvailable, "jobs") is not null)
            throw new ApiException(403, "training_not_available", "The fine-tuning platform is being wound down and is no longer available to this organization. (fault training-not-available)");
        var model = request.Required("model");
        var root = await core.Models.TrainableRootAsync(model);
        var training = File(core, request.Required("training_file"), "training_file");
        var validation = request.Text("validation_file") is { Length: > 0 } id ? File(core, id, "validation_file") : null;
        if (validation is not null && (validation.Key == training.Key || validation.Sha256 == training.Sha256))
            throw ApiException.BadRequest("The validation file holds the same data as the training file. Give a file that is held out from training.", "validation_file", "invalid_validation_file");
        var method = request.Field("method")?.Text("type", "method.type") ?? "supervised";
        if (method is not ("supervised" or "dpo"))
            throw ApiException.BadRequest($"Method '{method}' is not supported; use 'supervised' or 'dpo'.", "method.type");
        var suffix = Suffix(core, request.Text("suffix"));
        var hyperparameters = Hyperparameters.Read(request, method);
        var ordinal = core.Jobs.NextOrdinal();
        var seed = request.Whole("seed", 0, int.MaxValue) ?? (long)(Text.SeededRandom.Hash(training.Sha256, model) % int.MaxValue);
        var tunedId = core.Ids.Hex(core.Azure ? 32 : 8, "model", ordinal, training.Sha256, model, suffix ?? "", hyperparameters.ToJsonString(), seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var key = core.Ids.Create("ftjob-", ordinal, training.Key, model, suffix ?? "");
        return new JobRecord(key, ordinal, core.NowMs, core.Options.JobSeconds * 1000, model, root, TunedName(core, root, suffix, tunedId), training.Key)
        {
            ValidationFile = validation?.Key,
            Suffix = suffix,
            Seed = seed,
            Method = method,
            Hyperparameters = hyperparameters,
            Metadata = request.Metadata(),
            Integrations = request.Field("integrations") is { ValueKind: JsonValueKind.Array } integrations ? JsonNode.Parse(integrations.GetRawText())!.AsArray() : [],
            TrainingType = request.Text("trainingType"),
        };
    }

    private static FileRecord File(ProviderCore core, string id, string param)
    {
        if (core.Files.Find(id) is not { } file)
            throw ApiException.BadRequest($"invalid {param}: {id} does not exist. Upload it first with purpose 'fine-tune'.", param, "invalid_file");
        if (file.Purpose != "fine-tune")
            throw ApiException.BadRequest($"invalid {param}: {id} has purpose '{file.Purpose}', but 'fine-tune' is needed.", param, "invalid_file");
        return core.Files.Status(file) switch
        {
            "processed" => file,
            "error" => throw ApiException.BadRequest($"invalid {param}: {id} could not be processed. Upload it again.", param, "invalid_file"),
            var status => throw ApiException.BadRequest($"File {id} is still being processed (status '{status}') and is not ready. Please try again later.", param, "file_not_ready"),
        };
    }

    private static string? Suffix(ProviderCore core, string? suffix)
    {
        if (suffix is null)
            return null;
        var longest = core.Azure ? AzureSuffix : OpenAISuffix;
        if (suffix.Length == 0 || suffix.Length > longest)
            throw ApiException.BadRequest($"Invalid 'suffix': it has {suffix.Length} characters, 1 to {longest} are allowed.", "suffix");
        if (core.Azure && Unsafe().IsMatch(suffix))
            throw ApiException.BadRequest("Invalid 'suffix': only letters, digits, '-' and '_' are allowed.", "suffix");
        return suffix;
    }

    private static string TunedName(ProviderCore core, string root, string? suffix, string id)
    {
        var safe = suffix is null ? "" : Unsafe().Replace(suffix, "-");
        if (core.Azure)
            return $"{root}.ft-{id}" + (safe.Length == 0 ? "" : "-" + safe);
        return $"ft:{root}:local:{safe}:{id}";
    }

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Unsafe();
}
