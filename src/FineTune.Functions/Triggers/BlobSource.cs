namespace FineTune.Functions.Triggers;

/// <summary>How this build notices drops on Azure: set with <c>-p:BlobSource=...</c>. The local host scans whatever it says.</summary>
internal static class BlobSource
{
#if SCAN_FOR_DROPS
    public const BlobTriggerSource Value = BlobTriggerSource.LogsAndContainerScan;
#else
    public const BlobTriggerSource Value = BlobTriggerSource.EventGrid;
#endif
}
