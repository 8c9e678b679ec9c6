namespace FineTune.Core.Lineages.Training;

/// <summary>How a run makes its candidate.</summary>
public enum TrainingStrategy
{
    /// <summary>Parent model + the new increments + a little replay.</summary>
    Continue,

    /// <summary>Root base model + all data.</summary>
    Retrain,

    /// <summary>The cheaper of the two that is possible.</summary>
    Auto,
}
