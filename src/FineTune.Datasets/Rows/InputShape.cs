namespace FineTune.Datasets.Rows;

/// <summary>The shapes a line may have.</summary>
public enum InputShape
{
    /// <summary>{messages, tools, parallel_tool_calls}.</summary>
    Chat,

    /// <summary>{instruction, input, output, system}.</summary>
    Instruction,

    /// <summary>{prompt, completion}.</summary>
    PromptCompletion,

    /// <summary>{input: {messages, ...}, preferred_output, non_preferred_output}.</summary>
    Preference,

    /// <summary>{instruction, instances: [{input, output}]}.</summary>
    SelfInstruct,
}
