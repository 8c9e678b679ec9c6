using FineTune.Core.Examples;

namespace FineTune.Datasets.Shapes;

/// <summary>Turns {instruction, input, output} into chat.</summary>
public static class InstructionConverter
{
    /// <summary>The instruction, a blank line and the input become the user's message; an input of white space is left out.</summary>
    public static ChatExample Convert(string instruction, string? input, string output, string? system = null)
    {
        var question = string.IsNullOrWhiteSpace(input) ? instruction : $"{instruction}\n\n{input}";
        List<ChatTurn> turns = [new("user", question), new("assistant", output)];
        if (!string.IsNullOrWhiteSpace(system))
        {
            turns.Insert(0, new ChatTurn("system", system));
        }

        return new ChatExample(turns);
    }
}
