using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Takes escaped characters out of texts: NUL, or other control characters.</summary>
internal sealed class CharacterFix(string rule, TextFaults fault) : SpanFix(rule)
{
    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits)
    {
        if (root.IsText)
        {
            Clean(root.Start + 1, root.Inner(line), edits);
        }

        foreach (var value in root.Members.Select(member => member.Value).Concat(root.Items))
        {
            Edit(line, value, findings, edits);
        }
    }

    private void Clean(int offset, ReadOnlySpan<byte> text, SpanEdits edits)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = text[i] != (byte)'\\' ? 1 : text[i + 1] == (byte)'u' ? 6 : 2;
            if (length > 1 && (EscapeScan.Scan(text.Slice(i, length)) & ~TextFaults.LoneSurrogate) == fault)
            {
                edits.Replace(offset + i, offset + i + length, "");
            }

            i += length;
        }
    }
}
