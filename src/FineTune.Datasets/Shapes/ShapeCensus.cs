using System.Globalization;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Shapes;

/// <summary>
/// Counts which shapes the lines of a file have. A file has a shape when more than half of its readable lines do; a line is readable when its
/// keys tell its shape, whether or not it is valid otherwise. Says so and no more: every line is read by its own shape.
/// </summary>
public sealed class ShapeCensus
{
    /// <summary>Lines that are named per shape.</summary>
    public const int MaxFirstLines = 5;

    private readonly SortedDictionary<InputShape, (long Lines, List<long> First)> _shapes = [];

    /// <summary>What was counted, by shape.</summary>
    public IReadOnlyList<ShapeCount> Counts => [.. _shapes.Select(shape => new ShapeCount(shape.Key, shape.Value.Lines, shape.Value.First))];

    /// <summary>The shape of more than half of the readable lines; null where there is none.</summary>
    public InputShape? Shape
    {
        get
        {
            var readable = _shapes.Values.Sum(shape => shape.Lines);
            return _shapes.Where(shape => shape.Value.Lines * 2 > readable).Select(shape => (InputShape?)shape.Key).SingleOrDefault();
        }
    }

    /// <summary>Counts one line. A line whose keys tell no shape (null) is not readable.</summary>
    public void Add(InputShape? shape, long line)
    {
        if (shape is { } known)
        {
            Add(new ShapeCount(known, 1, [line]), 0);
        }
    }

    /// <summary>Adds what was counted over a later part of the file.</summary>
    /// <param name="linesBefore">Lines of the file before that part.</param>
    public void Add(IEnumerable<ShapeCount> counts, long linesBefore)
    {
        ArgumentNullException.ThrowIfNull(counts);
        foreach (var count in counts)
        {
            Add(count, linesBefore);
        }
    }

    /// <summary>What the owner should know about the shapes of the file.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        var findings = new List<Finding>();
        if (_shapes.TryGetValue(InputShape.Preference, out var pairs))
        {
            findings.Add(RuleBook.Finding(
                RuleIds.OnlyPreferredTrained, 0, Text($"{pairs.Lines} line(s) are preference pairs. Supervised training uses only the preferred answer.")));
        }

        if (_shapes.Count > 1)
        {
            findings.Add(RuleBook.Finding(RuleIds.MixedShapes, 0, Mixed()));
        }

        return findings;
    }

    /// <summary>A shape as people write it.</summary>
    public static string Name(InputShape shape) => shape switch
    {
        InputShape.Chat => "chat",
        InputShape.Instruction => "instruction",
        InputShape.PromptCompletion => "prompt/completion",
        InputShape.Preference => "preference",
        _ => "self-instruct",
    };

    private string Mixed()
    {
        var main = Shape;
        var others = _shapes.Where(shape => shape.Key != main)
            .Select(shape => Text($"{shape.Value.Lines} {Name(shape.Key)} (first: line {string.Join(", ", shape.Value.First)})"));
        return main is { } known
            ? Text($"The file is {Name(known)} ({_shapes[known].Lines} lines), but for {string.Join("; ", others)}.")
            : $"No shape has more than half of the lines: {string.Join("; ", others)}.";
    }

    private void Add(ShapeCount count, long linesBefore)
    {
        var (lines, first) = _shapes.GetValueOrDefault(count.Shape, (0, []));
        first.AddRange(count.FirstLines.Take(MaxFirstLines - first.Count).Select(line => line + linesBefore));
        _shapes[count.Shape] = (lines + count.Lines, first);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
