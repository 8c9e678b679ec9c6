namespace FineTune.Training.Runs;

/// <summary>What a held-out set is for.</summary>
public enum HeldOutKind
{
    Validation,
    Retention,
}
