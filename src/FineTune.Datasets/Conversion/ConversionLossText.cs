namespace FineTune.Datasets.Conversion;

/// <summary>Losses in words.</summary>
public static class ConversionLossText
{
    public static string Of(ConversionLoss loss) => loss switch
    {
        ConversionLoss.ToolsDropped => "tools, tool calls or their answers have no place",
        ConversionLoss.EarlierTurnsFlattened => "the turns before the answer became one text",
        ConversionLoss.WeightsChanged => "other assistant messages are learnt than before",
        ConversionLoss.SystemFolded => "the system message became part of the question",
        ConversionLoss.DeveloperAsSystem => "a developer message became a system message",
        ConversionLoss.InputMerged => "instruction and input became one text",
        ConversionLoss.NamesDropped => "names of speakers have no place",
        ConversionLoss.RefusalAsText => "a refusal became an ordinary answer",
        ConversionLoss.LosingAnswerDropped => "the losing answer of the pair has no place",
        ConversionLoss.TaskFieldsDropped => "id, name or is_classification of the task have no place",
        ConversionLoss.TaskSplit => "the instances of a task became lines of their own",
        ConversionLoss.UnknownKeysDropped => "keys that are not known were left out",
        _ => "a text differs: white space at its ends, or something in it looks like a separator or stop sequence",
    };
}
