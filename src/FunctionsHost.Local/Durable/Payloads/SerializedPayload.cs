namespace FunctionsHost.Local.Durable.Payloads;

/// <summary>A value that was serialised and measured already. <see cref="PayloadConverter"/> writes its text as it is.</summary>
internal sealed record SerializedPayload(string? Text);
