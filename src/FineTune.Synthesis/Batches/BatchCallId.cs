using System.Globalization;

namespace FineTune.Synthesis.Batches;

/// <summary>The custom id of a window's call, as <c>{window}:{key}</c>: unique in a stage of a data set, and it says where the answer belongs.</summary>
/// <param name="Key">Of the call in its window.</param>
public readonly record struct BatchCallId(int Window, string Key)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Window}:{Key}");

    /// <summary>Null when the text is no such id.</summary>
    public static BatchCallId? Parse(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var window)
            ? new BatchCallId(window, text[(colon + 1)..])
            : null;
}
