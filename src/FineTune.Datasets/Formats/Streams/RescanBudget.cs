namespace FineTune.Datasets.Formats.Streams;

/// <summary>
/// Bounds how much of a file is looked at twice. Going on behind the first line of a damaged record saves the rows that it would have
/// swallowed; a file made to have that happen on every line must not take the square of its size.
/// </summary>
internal sealed class RescanBudget(FormatLimits limits)
{
    private long _spent;

    /// <summary>Whether bytes that were looked at up to here may be looked at again.</summary>
    public bool Allows(long offset, int bytes)
    {
        if (_spent + bytes > offset + (16L * limits.MaxRecordBytes))
        {
            return false;
        }

        _spent += bytes;
        return true;
    }
}
