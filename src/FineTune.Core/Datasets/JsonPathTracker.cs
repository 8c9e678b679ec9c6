using System.Text.Json;

namespace FineTune.Core.Datasets;

/// <summary>Where a reader is, and which keys each open object has had.</summary>
internal sealed class JsonPathTracker
{
    private readonly Stack<Level> _levels = new();

    public bool Started { get; private set; }

    public bool RootIsNoObject { get; set; }

    /// <summary>The path of the last token. Built when asked for: most lines never need it.</summary>
    public string Current
    {
        get
        {
            var path = "$";
            foreach (var level in _levels.Reverse())
            {
                path = level.Keys is null ? JsonPaths.Item(path, Math.Max(level.Index, 0))
                    : level.Key is null ? path
                    : JsonPaths.Key(path, level.Key);
            }

            return path;
        }
    }

    /// <summary>Takes the next token. False for a key that its object has had before.</summary>
    public bool Enter(JsonTokenType token, string? key)
    {
        Started = true;
        if (token is JsonTokenType.EndArray or JsonTokenType.EndObject)
        {
            _levels.Pop();
            return true;
        }

        if (token == JsonTokenType.PropertyName)
        {
            var level = _levels.Peek();
            level.Key = key;
            return level.Keys!.Add(key!);
        }

        if (_levels.TryPeek(out var parent))
        {
            parent.Index++;
        }

        if (token is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            _levels.Push(new Level(token == JsonTokenType.StartObject));
        }

        return true;
    }

    private sealed class Level(bool isObject)
    {
        public HashSet<string>? Keys { get; } = isObject ? new(StringComparer.Ordinal) : null;

        public string? Key { get; set; }

        public int Index { get; set; } = -1;
    }
}
