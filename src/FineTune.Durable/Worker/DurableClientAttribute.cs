using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>Fills a parameter with a <see cref="Client.DurableTaskClient"/>.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The hub of the client; null means the hub of the app.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting with the connection of the hub; null means the connection of the app.</summary>
    public string? ConnectionName { get; set; }
}
