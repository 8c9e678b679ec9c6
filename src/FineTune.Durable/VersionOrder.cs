namespace FineTune.Durable;

/// <summary>The order of orchestration versions.</summary>
internal static class VersionOrder
{
    public static int Compare(string? left, string? right)
    {
        bool hasLeft = !string.IsNullOrWhiteSpace(left);
        bool hasRight = !string.IsNullOrWhiteSpace(right);
        if (!hasLeft || !hasRight)
        {
            return hasLeft.CompareTo(hasRight);
        }

        return System.Version.TryParse(left, out Version? leftVersion) && System.Version.TryParse(right, out Version? rightVersion)
            ? leftVersion.CompareTo(rightVersion)
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
    }
}
