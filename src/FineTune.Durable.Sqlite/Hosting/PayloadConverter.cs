using System.Text.Json;
using FineTune.Durable.Converters;
using Microsoft.Extensions.Options;

namespace FineTune.Durable.Sqlite.Hosting;

/// <summary>
/// The converter of all payloads, with the serialiser options of the app (<c>services.Configure&lt;JsonSerializerOptions&gt;</c>).
/// A <see cref="DataConverter"/> registered by the app is not used, as on the Functions host.
/// </summary>
internal sealed class PayloadConverter(IOptions<JsonSerializerOptions> options) : JsonDataConverter(options.Value);
