namespace DurableTask.Sqlite.Storage;

/// <summary>The value of a parameter: a number, a string, a blob or null.</summary>
internal readonly struct SqlValue
{
    private SqlValue(long number, object? content)
    {
        Number = number;
        Content = content;
    }

    /// <summary>The <see cref="Content"/> of a number.</summary>
    public static readonly object IsNumber = new();

    public long Number { get; }

    /// <summary><see cref="IsNumber"/>, a string, a byte array or null.</summary>
    public object? Content { get; }

    public static implicit operator SqlValue(long value) => new(value, IsNumber);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(string? value) => new(0, value);

    public static implicit operator SqlValue(byte[] value) => new(0, value);
}
