namespace FineTune.Datasets.Conversion;

/// <summary>What a line loses on its way to another shape.</summary>
public enum ConversionLoss
{
    /// <summary>Tools, tool calls or their answers have no place.</summary>
    ToolsDropped,

    /// <summary>The turns before the answer became one text.</summary>
    EarlierTurnsFlattened,

    /// <summary>Other assistant messages are learnt than before.</summary>
    WeightsChanged,

    /// <summary>The system message became part of the question.</summary>
    SystemFolded,

    /// <summary>A developer message became a system message.</summary>
    DeveloperAsSystem,

    /// <summary>Instruction and input became one text.</summary>
    InputMerged,

    /// <summary>Names of speakers have no place.</summary>
    NamesDropped,

    /// <summary>A refusal became an ordinary answer.</summary>
    RefusalAsText,

    /// <summary>The losing answer of a preference pair has no place.</summary>
    LosingAnswerDropped,

    /// <summary>id, name or is_classification of a task have no place.</summary>
    TaskFieldsDropped,

    /// <summary>The instances of a task become separate lines.</summary>
    TaskSplit,

    /// <summary>Keys that are not known (FT113) were left out.</summary>
    UnknownKeysDropped,

    /// <summary>Read back, a text differs: white space at its ends, or something in it that looks like a separator or stop sequence.</summary>
    TextChanged,
}
