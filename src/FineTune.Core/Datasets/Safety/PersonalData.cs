namespace FineTune.Core.Datasets.Safety;

/// <summary>Counts what looks like personal data in a text, in one pass and in time linear to it.</summary>
internal static class PersonalData
{
    public static PersonalDataCounts Count(string text) => new(
        EmailScan.Count(text), NumberScan.Count(text, out var cards), IbanScan.Count(text), cards, IpScan.Count(text));
}

/// <summary>How many of each were found.</summary>
internal readonly record struct PersonalDataCounts(int Emails, int Phones, int Ibans, int Cards, int IpAddresses);
