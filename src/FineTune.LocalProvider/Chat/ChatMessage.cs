namespace FineTune.LocalProvider.Chat;

internal sealed record ChatMessage(string Role, string Text, string? Name = null);
