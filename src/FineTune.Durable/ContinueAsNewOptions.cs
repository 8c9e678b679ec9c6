namespace FineTune.Durable;

/// <summary>How an orchestration continues as new.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next round.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that were received but not waited for are carried into the next round; true unless set.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next round; null keeps the present one.</summary>
    public string? NewVersion { get; set; }
}
