namespace FineTune.Core.Models.Jobs;

/// <summary>The neutral state of a provider's job or file. The provider's own word is kept beside it.</summary>
public enum JobState
{
    Waiting,
    Running,
    Paused,
    Succeeded,
    Failed,
    Cancelled,
}
