namespace FineTune.LocalProvider.Training;

/// <summary>A line that cannot be trained on; the message names example and message index, both from 1 as the real services count.</summary>
internal sealed class TrainingLineException(string message) : Exception(message);
