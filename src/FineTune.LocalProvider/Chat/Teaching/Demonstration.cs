namespace FineTune.LocalProvider.Chat.Teaching;

internal sealed record Demonstration(string Instruction, string Response);
