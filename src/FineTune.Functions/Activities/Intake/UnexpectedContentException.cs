namespace FineTune.Functions.Activities.Intake;

/// <summary>Content is not what a data set is named after.</summary>
internal sealed class UnexpectedContentException() : IOException("The content is not the one that the data set is named after.");
