using System.Text;
using System.Text.Json;
using FineTune.Core;

namespace FineTune.Datasets.Json;

/// <summary>
/// Where a reader is in a line, and which keys each open object has had. Keys are kept as places in the line and paths are built when asked for,
/// because most lines need neither. Can be used for one line after the other.
/// </summary>
internal sealed class JsonPathTracker
{
    /// <summary>Objects with more keys look them up in a set.</summary>
    private const int FewKeys = 16;

    private readonly List<Key> _keys = [];
    private readonly Stack<Level> _open = new();
    private readonly Stack<Level> _spare = new();

    public bool Started { get; private set; }

    public bool RootIsNoObject { get; set; }

    public void Reset()
    {
        while (_open.TryPop(out var level))
        {
            _spare.Push(level);
        }

        _keys.Clear();
        (Started, RootIsNoObject) = (false, false);
    }

    /// <summary>The path of the last token.</summary>
    public string Current(ReadOnlySpan<byte> line)
    {
        var path = "$";
        var levels = _open.ToArray();
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            var end = i == 0 ? _keys.Count : levels[i - 1].FirstKey;
            path = !levels[i].IsObject ? JsonPaths.Item(path, Math.Max(levels[i].Index, 0))
                : end == levels[i].FirstKey ? path
                : JsonPaths.Key(path, Text(_keys[end - 1], line));
        }

        return path;
    }

    /// <summary>Takes the next token that is not a key.</summary>
    public void Enter(JsonTokenType token)
    {
        Started = true;
        if (token is JsonTokenType.EndArray or JsonTokenType.EndObject)
        {
            var level = _open.Pop();
            _keys.RemoveRange(level.FirstKey, _keys.Count - level.FirstKey);
            _spare.Push(level);
            return;
        }

        if (_open.TryPeek(out var parent))
        {
            parent.Index++;
        }

        if (token is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            var level = _spare.TryPop(out var spare) ? spare : new Level();
            level.Start(token == JsonTokenType.StartObject, _keys.Count);
            _open.Push(level);
        }
    }

    /// <summary>Takes a key. False when its object has had it before.</summary>
    /// <param name="start">Of its bytes between the quotes.</param>
    /// <param name="text">What the bytes mean, where they hold escapes; otherwise null.</param>
    public bool EnterKey(ReadOnlySpan<byte> line, int start, int length, string? text)
    {
        var key = new Key(start, length, text);
        var level = _open.Peek();
        var isNew = level.Many?.Add(Text(key, line)) ?? IsNew(key, level.FirstKey, line);
        _keys.Add(key);
        if (level.Many is null && _keys.Count - level.FirstKey > FewKeys)
        {
            level.Many = new HashSet<string>(StringComparer.Ordinal);
            for (var i = level.FirstKey; i < _keys.Count; i++)
            {
                level.Many.Add(Text(_keys[i], line));
            }
        }

        return isNew;
    }

    private bool IsNew(Key key, int first, ReadOnlySpan<byte> line)
    {
        for (var i = first; i < _keys.Count; i++)
        {
            var other = _keys[i];
            var same = key.Decoded is null && other.Decoded is null
                ? line.Slice(key.Start, key.Length).SequenceEqual(line.Slice(other.Start, other.Length))
                : Text(key, line) == Text(other, line);
            if (same)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(Key key, ReadOnlySpan<byte> line) => key.Decoded ?? Encoding.UTF8.GetString(line.Slice(key.Start, key.Length));

    private readonly record struct Key(int Start, int Length, string? Decoded);

    private sealed class Level
    {
        public bool IsObject { get; private set; }

        public int FirstKey { get; private set; }

        public HashSet<string>? Many { get; set; }

        public int Index { get; set; }

        public void Start(bool isObject, int firstKey) => (IsObject, FirstKey, Many, Index) = (isObject, firstKey, null, -1);
    }
}
