using System.Text.Json.Serialization;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Registry;
using FineTune.Datasets.Reports;
using FineTune.Datasets.Rules;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Training.Runs;

namespace FineTune.Functions.Api;

/// <summary>The one JSON context of the API, so that both hosts send the same bytes: camelCase, enums as strings, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(CamelCaseEnum<DatasetOutcome>), typeof(CamelCaseEnum<HeldOutKind>), typeof(CamelCaseEnum<RunState>), typeof(CamelCaseEnum<Severity>),
        typeof(CamelCaseEnum<TrainingStrategy>),
    ])]
[JsonSerializable(typeof(IReadOnlyList<LineageOverview>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetOverview>))]
[JsonSerializable(typeof(IReadOnlyList<RefusedDrop>))]
[JsonSerializable(typeof(DatasetDetail))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(ModelsOverview))]
[JsonSerializable(typeof(AliasMove))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(ApprovalDecision))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ApiJson : JsonSerializerContext;
