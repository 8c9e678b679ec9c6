using System.Text.Json.Serialization;
using FineTune.Core.Registry;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Api;

/// <summary>The one JSON context of the API, so that both heads send the same bytes: camelCase, enums as strings, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<LineageOverview>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetOverview>))]
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
