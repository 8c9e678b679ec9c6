namespace FineTune.Core.Datasets;

/// <summary>Where a turn's text stands in the line as it was dropped.</summary>
internal static class TurnPaths
{
    public static string Of(InputShape shape, ChatExample example, int turn) => shape switch
    {
        InputShape.Chat => JsonPaths.Message(turn) + ".content",
        InputShape.Instruction => example.Messages[turn].Role switch { "system" => "$.system", "user" => "$.instruction", _ => "$.output" },
        _ => turn == example.Messages.Count - 1 ? "$.completion" : "$.prompt",
    };
}
