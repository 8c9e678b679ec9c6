using System.Buffers;
using System.Text;

namespace FineTune.Datasets.Fixes;

/// <summary>Replacements of bytes that do not overlap.</summary>
internal sealed class SpanEdits
{
    private readonly List<(int Start, int End, byte[] New)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    public void Replace(int start, int end, string with) => _edits.Add((start, end, Encoding.UTF8.GetBytes(with)));

    public void Replace(JsonSpan span, string with) => Replace(span.Start, span.End, with);

    public void Insert(int at, string text) => Replace(at, at, text);

    /// <summary>Takes members out together with their commas. To be called at most once per object.</summary>
    public void Remove(JsonSpan owner, Func<JsonMember, bool> which)
    {
        var members = owner.Members;
        var kept = members.Count;
        while (kept > 0 && which(members[kept - 1]))
        {
            kept--;
        }

        for (var i = 0; i < kept; i++)
        {
            if (which(members[i]))
            {
                Replace(members[i].Start, members[i + 1].Start, "");
            }
        }

        if (kept < members.Count)
        {
            Replace(kept == 0 ? members[0].Start : members[kept - 1].Value.End, members[^1].Value.End, "");
        }
    }

    public byte[] Apply(ReadOnlySpan<byte> bytes)
    {
        var result = new ArrayBufferWriter<byte>(bytes.Length);
        var position = 0;
        foreach (var (start, end, replacement) in _edits.OrderBy(edit => edit.Start))
        {
            result.Write(bytes[position..start]);
            result.Write(replacement);
            position = end;
        }

        result.Write(bytes[position..]);
        return result.WrittenSpan.ToArray();
    }
}
