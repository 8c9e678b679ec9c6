using System.Runtime.InteropServices;
using FineTune.Core.Examples;
using FineTune.Core.Storage.Scratch;
using FineTune.Core.Text;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// Rows that are asked the same, to the letter: system message, earlier turns and tools included. Those that answer differently contradict each other.
/// Keeps 16 bytes a row in scratch room, and at most <see cref="RowsInMemory"/> rows at a time in memory. Rows that ask nothing are left out.
/// </summary>
public sealed class EqualQuestions(IScratch scratch) : IDisposable
{
    private const char Between = '\u001f';
    private const int RowsInMemory = 1 << 17;
    private const int BufferedRows = 1024;

    private readonly Stream _spill = scratch.Create();
    private readonly Asked[] _buffer = new Asked[BufferedRows];
    private long _spilled;
    private int _buffered;

    /// <summary>What a row is asked, as a hash; null when it is asked nothing.</summary>
    public static ulong? Key(ChatExample example)
    {
        var asked = ExampleText.WithoutAnswer(example);
        return asked.All(turn => string.IsNullOrWhiteSpace(turn.Content) || turn.Role is "system" or "developer")
            ? null
            : (ulong)TextHash.Of(
                string.Join(Between, asked.Select(turn => $"{turn.Role}{Between}{turn.Content}{Between}{turn.ToolCalls?.GetRawText()}")), example.Tools?.GetRawText() ?? "");
    }

    internal void Add(int row, ChatExample example)
    {
        if (Key(example) is { } key)
        {
            _buffer[_buffered++] = new Asked(key, (uint)TextHash.Of(ExampleText.Response(example)), row);
            if (_buffered == BufferedRows)
            {
                Spill();
            }
        }
    }

    /// <summary>Calls back for every row that is asked what an earlier one is, with the first such row and whether the answers differ. To be called once, at the end.</summary>
    internal void Complete(Action<int, int, bool> repeated)
    {
        Spill();
        var passes = (ulong)((_spilled / RowsInMemory) + 1);
        var rows = new List<Asked>((int)(_spilled / (long)passes) + BufferedRows);
        for (ulong pass = 0; pass < passes; pass++)
        {
            Read(pass, passes, rows);
            rows.Sort(static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Row.CompareTo(b.Row));
            var first = 0;
            for (var i = 1; i < rows.Count; i++)
            {
                if (rows[i].Key == rows[first].Key)
                {
                    repeated(rows[i].Row, rows[first].Row, rows[i].Answer != rows[first].Answer);
                }
                else
                {
                    first = i;
                }
            }
        }
    }

    public void Dispose() => _spill.Dispose();

    private void Spill()
    {
        _spill.Write(MemoryMarshal.AsBytes(_buffer.AsSpan(0, _buffered)));
        _spilled += _buffered;
        _buffered = 0;
    }

    private void Read(ulong pass, ulong passes, List<Asked> rows)
    {
        rows.Clear();
        _spill.Position = 0;
        for (var left = _spilled; left > 0; left -= BufferedRows)
        {
            var chunk = _buffer.AsSpan(0, (int)Math.Min(BufferedRows, left));
            _spill.ReadExactly(MemoryMarshal.AsBytes(chunk));
            foreach (var asked in chunk)
            {
                if (asked.Key % passes == pass)
                {
                    rows.Add(asked);
                }
            }
        }
    }

    private readonly record struct Asked(ulong Key, uint Answer, int Row);
}
