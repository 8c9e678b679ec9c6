namespace DurableTask.Sqlite.Storage;

/// <summary>A value for a parameter: a number, a text, a blob or nothing.</summary>
internal readonly struct SqlValue
{
    private SqlValue(long number, object? content)
    {
        Number = number;
        Content = content;
    }

    /// <summary>Marks a number in <see cref="Content"/>.</summary>
    public static readonly object IsNumber = new();

    public long Number { get; }

    /// <summary><see cref="IsNumber"/>, a string, an array of bytes, or null.</summary>
    public object? Content { get; }

    public static implicit operator SqlValue(long value) => new(value, IsNumber);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(string? value) => new(0, value);

    public static implicit operator SqlValue(byte[] value) => new(0, value);
}
