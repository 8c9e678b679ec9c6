namespace FineTune.LocalProvider.Chat.Requests;

internal sealed record ChatMessage(string Role, string Text, string? Name = null);
