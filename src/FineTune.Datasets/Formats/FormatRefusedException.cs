namespace FineTune.Datasets.Formats;

/// <summary>The file as a whole cannot be read. Stays inside this folder: callers see a refusal.</summary>
internal sealed class FormatRefusedException(string reason) : Exception(reason);
