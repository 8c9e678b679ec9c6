namespace FineTune.Functions.Activities.Creation;

/// <summary>The two halves of a call that creates something paid: making it, and looking whether an earlier call was made.</summary>
internal interface IPaidCall
{
    /// <summary>What is created, for logs: "job of run x".</summary>
    string Name { get; }

    /// <summary>Makes the call once. Returns the provider's ID of the result.</summary>
    Task<string> PostAsync(CancellationToken cancellationToken);

    /// <summary>Searches once. Null: the provider's list does not show the intent.</summary>
    Task<string?> FindAsync(CancellationToken cancellationToken);
}
