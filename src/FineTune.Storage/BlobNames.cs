using FineTune.Core.Storage;

namespace FineTune.Storage;

/// <summary>The names that every store accepts: valid on Azure and on a file system, and inside their container.</summary>
internal static class BlobNames
{
    private const int MaxLength = 1024;

    public static void Check(BlobRef blob)
    {
        CheckContainer(blob.Container);
        if (!IsValid(blob.Name))
        {
            throw new ArgumentException(
                $"'{Printable(blob.Name)}' is not a blob name. Use 1 to {MaxLength} characters, segments separated by single '/', no '..', no '\\', no segment that starts with '.'.",
                nameof(blob));
        }
    }

    public static void CheckContainer(string container)
    {
        var valid = container is { Length: >= 3 and <= 63 } && container[0] != '-' && container[^1] != '-'
            && container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && !container.Contains("--", StringComparison.Ordinal);
        if (!valid)
        {
            throw new ArgumentException(
                $"'{Printable(container)}' is not a container name. Use 3 to 63 lower-case letters, digits and single inner hyphens.", nameof(container));
        }
    }

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && !name.Any(char.IsControl) && !name.Contains('\\') && !name.Contains("..", StringComparison.Ordinal)
        && name.Split('/').All(segment => segment.Length > 0 && segment[0] != '.' && segment[^1] != '.');

    public static void CheckMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
        {
            var valid = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                && value.All(c => c is >= ' ' and < (char)127);
            if (!valid)
            {
                throw new ArgumentException(
                    $"Blob metadata '{Printable(name)}' is not valid. Names must be lower-case letters, digits and '_'; values must be printable ASCII.", nameof(metadata));
            }
        }
    }

    public static void CheckOrdinal(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ordinal, 49_999);
    }

    private static string Printable(string? text) =>
        string.Concat((text ?? string.Empty).Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
