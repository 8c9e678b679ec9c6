namespace FineTune.Datasets.Safety;

/// <summary>Counts what looks like personal data in a text, in one pass and in time linear to it.</summary>
internal static class PersonalData
{
    /// <param name="found">Where it stands is added here; null: nobody asks.</param>
    public static PersonalDataCounts Count(string text, List<FoundText>? found = null) => new(
        EmailScan.Count(text, found), NumberScan.Count(text, out var cards, found), IbanScan.Count(text, found), cards, IpScan.Count(text, found));
}

/// <summary>How many of each were found.</summary>
internal readonly record struct PersonalDataCounts(int Emails, int Phones, int Ibans, int Cards, int IpAddresses);
