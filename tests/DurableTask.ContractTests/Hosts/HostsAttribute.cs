using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace DurableTask.ContractTests.Hosts;

/// <summary>
/// Runs a test on SQLite, on SQLite with strict replay and, where it needs neither the clock nor a crash, on Azure Storage. Tests of
/// what the official worker does ask it too. The trait <c>Backend</c> is Sqlite, AzureStorage or Official.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostsAttribute : DataAttribute
{
    public bool AzureStorage { get; init; }

    public bool Official { get; init; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [Row(HostKind.Sqlite), Row(HostKind.SqliteReplaying)];
        if (AzureStorage) rows.Add(Row(HostKind.AzureStorage));
        if (Official) rows.Add(Row(HostKind.Official));
        return new(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    private static TheoryDataRow<HostKind> Row(HostKind kind)
    {
        var row = new TheoryDataRow<HostKind>(kind);
        row.Traits.Add("Backend", [kind == HostKind.SqliteReplaying ? nameof(HostKind.Sqlite) : kind.ToString()]);
        return row;
    }
}
