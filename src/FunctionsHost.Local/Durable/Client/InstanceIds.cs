namespace FunctionsHost.Local.Durable.Client;

/// <summary>The documented rules for instance ids, which the real host does not all enforce.</summary>
internal static class InstanceIds
{
    public const int MaxLength = 100;

    /// <exception cref="ArgumentException">The id breaks a rule; the message says which.</exception>
    public static void Validate(string instanceId)
    {
        var problem = instanceId switch
        {
            null or "" => "it is empty",
            { Length: > MaxLength } => $"it has {instanceId.Length} characters, the limit is {MaxLength}",
            ['@', ..] => "it starts with '@', which is kept for entities",
            _ when instanceId.IndexOfAny(['/', '\\', '#', '?']) is var at and >= 0 => $"it contains '{instanceId[at]}'",
            _ when instanceId.Any(char.IsControl) => "it contains a control character",
            _ => null,
        };
        if (problem is not null)
            throw new ArgumentException($"'{Printable(instanceId)}' cannot be an instance id: {problem}.", nameof(instanceId));
    }

    private static string Printable(string? instanceId) =>
        string.Concat((instanceId ?? string.Empty).Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c));
}
