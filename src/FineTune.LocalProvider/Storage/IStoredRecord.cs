namespace FineTune.LocalProvider.Storage;

internal interface IStoredRecord
{
    string Key { get; }

    long Ordinal { get; }
}
