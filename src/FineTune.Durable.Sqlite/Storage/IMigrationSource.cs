namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// A part of the program that keeps tables in the engine's database. Each part numbers its own migrations: the script at
/// index 0 is version 1. Scripts already published are never changed; a change is a new script at the end.
/// </summary>
public interface IMigrationSource
{
    /// <summary>The part's name, stored beside its version.</summary>
    string Component { get; }

    /// <summary>SQL scripts in order. Each runs once, in one transaction with the note of its version.</summary>
    IReadOnlyList<string> Scripts { get; }
}
