using System.Text.Json.Serialization;

namespace FineTune.LocalProvider.Storage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileRecord))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(BatchRecord))]
[JsonSerializable(typeof(DeploymentRecord))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
