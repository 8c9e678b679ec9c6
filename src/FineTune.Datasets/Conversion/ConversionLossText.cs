namespace FineTune.Datasets.Conversion;

/// <summary>Losses in words.</summary>
public static class ConversionLossText
{
    public static string Of(ConversionLoss loss) => loss switch
    {
        ConversionLoss.ToolsDropped => "tools, tool calls or their results are lost",
        ConversionLoss.EarlierTurnsFlattened => "the turns before the answer become one text",
        ConversionLoss.WeightsChanged => "different assistant messages are trained than before",
        ConversionLoss.SystemFolded => "the system message becomes part of the question",
        ConversionLoss.DeveloperAsSystem => "a developer message becomes a system message",
        ConversionLoss.InputMerged => "instruction and input become one text",
        ConversionLoss.NamesDropped => "names of speakers are lost",
        ConversionLoss.RefusalAsText => "a refusal becomes an ordinary answer",
        ConversionLoss.LosingAnswerDropped => "the losing answer of the pair is lost",
        ConversionLoss.TaskFieldsDropped => "id, name or is_classification of the task are lost",
        ConversionLoss.TaskSplit => "the instances of a task become separate lines",
        ConversionLoss.UnknownKeysDropped => "unknown keys are lost",
        _ => "a text differs: white space at its ends, or something in it looks like a separator or stop sequence",
    };
}
