namespace FineTune.Datasets.Reports;

/// <summary>How a drop ended.</summary>
public enum DatasetOutcome
{
    /// <summary>An increment was made of it.</summary>
    Accepted,

    /// <summary>A business refusal; nothing is retried.</summary>
    Refused,

    /// <summary>Something broke; the nightly run starts it again, up to three attempts.</summary>
    Failed,
}
