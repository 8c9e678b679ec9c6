using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Options;

namespace FunctionsHost.Local.Durable.Payloads;

/// <summary>
/// The serialiser of an app, as the durable extension of the worker chooses it: that of <see cref="WorkerOptions"/> where the app sets
/// one,
/// otherwise JSON with the app's <see cref="JsonSerializerOptions"/>. A <see cref="DataConverter"/> in the services is not used.
/// </summary>
internal static class WorkerSerializer
{
    public static DataConverter Create(IOptions<WorkerOptions> worker, IOptions<JsonSerializerOptions> json) =>
        worker.Value.Serializer is { } serializer ? new ObjectConverter(serializer) : new JsonDataConverter(json.Value);

    private sealed class ObjectConverter(ObjectSerializer serializer) : DataConverter
    {
        public override string? Serialize(object? value) =>
            value is null ? null : serializer.Serialize(value, value.GetType(), default).ToString();

        public override object? Deserialize(string? data, Type targetType)
        {
            if (data is null) return null;
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data));
            return serializer.Deserialize(stream, targetType, default);
        }
    }
}
