namespace FunctionsHost.Local.Durable;

/// <summary>The code of an activity.</summary>
internal interface IActivityFunction
{
    string Name { get; }

    Type InputType { get; }

    /// <param name="input">The input as <see cref="InputType"/>; null where the caller gave none.</param>
    /// <param name="instanceId">The orchestration that called.</param>
    /// <param name="cancellationToken">Fires at functionTimeout, and when a stopping host has waited long enough.</param>
    Task<object?> InvokeAsync(object? input, string instanceId, CancellationToken cancellationToken);
}
