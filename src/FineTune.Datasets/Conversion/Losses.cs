namespace FineTune.Datasets.Conversion;

/// <summary>The losses of one line as they come up.</summary>
internal sealed class Losses
{
    private static readonly ConversionLoss[] OfMessages =
    [
        ConversionLoss.ToolsDropped, ConversionLoss.EarlierTurnsFlattened, ConversionLoss.WeightsChanged, ConversionLoss.SystemFolded,
        ConversionLoss.DeveloperAsSystem, ConversionLoss.NamesDropped, ConversionLoss.RefusalAsText,
    ];

    private readonly SortedSet<ConversionLoss> _losses = [];

    public IReadOnlyList<ConversionLoss> All => [.. _losses];

    /// <summary>Whether one of them makes other messages of an example.</summary>
    public bool ChangeMessages => _losses.Overlaps(OfMessages);

    public void Add(ConversionLoss loss, bool when = true)
    {
        if (when)
        {
            _losses.Add(loss);
        }
    }
}
