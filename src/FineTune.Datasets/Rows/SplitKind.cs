namespace FineTune.Datasets.Rows;

/// <summary>The part of an increment a row belongs to.</summary>
public enum SplitKind
{
    Train,
    Validation,
    Retention,
}
