namespace FineTune.Datasets.Safety;

/// <summary>A piece of a text that should not be there.</summary>
internal readonly record struct FoundText(FoundKind Kind, int Start, int Length);

/// <summary>What was found; in capitals it names the placeholder.</summary>
internal enum FoundKind
{
    Email,
    Phone,
    Iban,
    Card,
    Ip,
    Secret,
}
