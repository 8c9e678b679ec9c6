using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Functions.Api;

/// <summary>Enums are spelt as in the product's own blobs: camelCase strings.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
