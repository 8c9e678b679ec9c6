using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Conversations;

/// <summary>The JSON paths of an example's turns in the dropped line.</summary>
internal sealed class TurnPaths
{
    private readonly Func<int, string> _message;
    private readonly Func<int, string>? _text;

    private TurnPaths(string messages, Func<int, string> message, Func<int, string>? text = null) => (Messages, _message, _text) = (messages, message, text);

    /// <summary>$.messages[n], and its content.</summary>
    public static TurnPaths Chat { get; } = new("$.messages", JsonPaths.Message);

    /// <summary>The messages of the losing answer of a preference pair.</summary>
    public static TurnPaths Losing { get; } = new("$.non_preferred_output", turn => JsonPaths.Item("$.non_preferred_output", turn));

    /// <summary>The messages of the input, and behind them those of the preferred output.</summary>
    /// <param name="given">Messages of the input.</param>
    public static TurnPaths Preference(int given) => new(
        "$.input.messages",
        turn => turn < given ? JsonPaths.Item("$.input.messages", turn) : JsonPaths.Item("$.preferred_output", turn - given));

    public static TurnPaths Instruction(ChatExample example) => Texts(
        turn => example.Messages[turn].Role switch { "system" => "$.system", "user" => "$.instruction", _ => "$.output" });

    public static TurnPaths PromptCompletion(ChatExample example) => Texts(turn => turn == example.Messages.Count - 1 ? "$.completion" : "$.prompt");

    /// <summary>One instance of a task. Where it has an input, its question is made of two texts, and the instance is named.</summary>
    public static TurnPaths Instance(int instance, bool hasInput)
    {
        var path = JsonPaths.Item("$.instances", instance);
        return Texts(turn => turn > 0 ? path + ".output" : hasInput ? path : "$.instruction");
    }

    /// <summary>The paths of a row whose line is gone: an output of a pair counts as one message, an instance as the first.</summary>
    public static TurnPaths Of(InputShape shape, ChatExample example) => shape switch
    {
        InputShape.Preference => Preference(example.Messages.Count - 1),
        InputShape.Instruction => Instruction(example),
        InputShape.PromptCompletion => PromptCompletion(example),
        InputShape.SelfInstruct => Instance(0, hasInput: true),
        _ => Chat,
    };

    /// <summary>All of them.</summary>
    public string Messages { get; }

    /// <summary>The message.</summary>
    public string Message(int turn) => _message(turn);

    /// <summary>The message's text.</summary>
    public string Of(int turn) => _text is null ? _message(turn) + ".content" : _text(turn);

    private static TurnPaths Texts(Func<int, string> text) => new("$", text, text);
}
