namespace FineTune.Synthesis.Methods.Evolve;

/// <summary>Reads an evolved instruction.</summary>
internal static class EvolAnswer
{
    private const string Line = "-----";

    /// <summary>The text without the lines or the quotation marks that a teacher may have put around it.</summary>
    public static string Instruction(string text)
    {
        var instruction = text.Trim();
        while (instruction.StartsWith(Line, StringComparison.Ordinal) || instruction.EndsWith(Line, StringComparison.Ordinal))
        {
            instruction = instruction.Trim('-').Trim();
        }

        return instruction.Length > 2 && instruction[0] == '"' && instruction[^1] == '"' && instruction.IndexOf('"', 1) == instruction.Length - 1
            ? instruction[1..^1].Trim()
            : instruction;
    }
}
