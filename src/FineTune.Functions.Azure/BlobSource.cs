namespace FineTune.Functions;

/// <summary>How this build of the app notices drops. Each host has its own value.</summary>
internal static class BlobSource
{
    public const BlobTriggerSource Value = BlobTriggerSource.EventGrid;
}
