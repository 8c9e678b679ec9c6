namespace FineTune.Durable;

/// <summary>
/// Turns payloads (inputs, results, events, custom status) into text and back. What a converter once wrote stands in
/// histories: changing it breaks the instances in flight.
/// </summary>
public abstract class DataConverter
{
    /// <summary>The text of a value; null for null, which is stored as no payload.</summary>
    public abstract string? Serialize(object? value);

    /// <summary>The value of a text; null where there is no payload.</summary>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>The value of a text; the default of <typeparamref name="T"/> where there is no payload.</summary>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}
