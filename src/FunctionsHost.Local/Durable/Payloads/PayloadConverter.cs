using System.Text.Json;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Durable.Payloads;

/// <summary>
/// The converter that the shims of Microsoft.DurableTask.Worker get. Values reach it as <see cref="SerializedPayload"/>; Core
/// wraps the input of an activity into an array of one, which the activity's shim takes off again.
/// </summary>
internal sealed class PayloadConverter(DataConverter inner) : DataConverter
{
    public override string? Serialize(object? value) => value switch
    {
        SerializedPayload payload => payload.Text,
        object?[] and [SerializedPayload payload] => $"[{payload.Text ?? "null"}]",
        _ => inner.Serialize(value),
    };

    public override object? Deserialize(string? data, Type targetType) =>
        data == "null" && HasNoNull(targetType) ? null : inner.Deserialize(data, targetType);

    /// <summary>The missing input of an activity arrives as the word null; for value types it means: none.</summary>
    private static bool HasNoNull(Type type) =>
        type.IsValueType && Nullable.GetUnderlyingType(type) is null && type != typeof(JsonElement);
}
