using FineTune.Core.Examples;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Activities.Windows;

/// <summary>A row of a window, ready to be judged.</summary>
internal sealed record WindowRow(string Id, ExampleOrigin Origin, int Tokens, ChatExample Example);

/// <summary>Reads the rows of a window: a slice of the validated lines, or the candidates of a generating window.</summary>
internal static class WindowRows
{
    public static Task<List<WindowRow>> ReadAsync(IBlobStore store, WindowInput input, CancellationToken cancellationToken) =>
        input.Window.Kind == WindowKind.Drop
            ? ReadDropAsync(store, input, cancellationToken)
            : ReadGeneratedAsync(store, input, cancellationToken);

    private static async Task<List<WindowRow>> ReadDropAsync(IBlobStore store, WindowInput input, CancellationToken cancellationToken)
    {
        var files = new ValidationFiles(input.Lineage, input.DatasetId);
        var index = await store.ReadJsonAsync<List<long>>(files.Index, cancellationToken)
            ?? throw new InvalidOperationException($"{files.Index} is gone. Drop the file again.");
        var slice = (int)(input.Window.First / MergeValidation.WindowRows);
        var rows = new List<WindowRow>();
        await using var part = await store.OpenReadAsync(
            files.Validated, index[slice], index[slice + 1] - index[slice], cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{files.Validated} is gone. Drop the file again.");
        await foreach (var row in Rows.ReadAsync<SourceRow>(part.Content, cancellationToken))
        {
            rows.Add(new WindowRow(row.Row.Id, ExampleOrigin.Drop, row.Row.Tokens, row.Row.Example));
        }

        return rows;
    }

    private static async Task<List<WindowRow>> ReadGeneratedAsync(IBlobStore store, WindowInput input, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "generate", input.Window.Number);
        await foreach (var row in store.ReadRowsAsync<GeneratedRow>(blob, cancellationToken))
        {
            if (row is { Outcome: CandidateOutcome.Ok, Example: { } example } && seen.Add(row.Id))
            {
                rows.Add(new WindowRow(row.Id, ExampleOrigin.Generated, row.Tokens, example));
            }
        }

        return rows;
    }
}
