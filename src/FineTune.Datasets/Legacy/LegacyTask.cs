namespace FineTune.Datasets.Legacy;

/// <summary>What a legacy file seems to train, as the classic preparation tool infers it.</summary>
public enum LegacyTask
{
    /// <summary>Anything but the other two.</summary>
    ConditionalGeneration,

    /// <summary>Fewer different completions than a third of the rows.</summary>
    Classification,

    /// <summary>Every prompt is empty.</summary>
    OpenEnded,
}
