namespace FineTune.Functions.Orchestrations;

/// <summary>The sentence a person reads when something broke: the innermost cause, without stack traces.</summary>
internal static class FailureText
{
    public static string Of(TaskFailedException failure)
    {
        var details = failure.FailureDetails;
        while (details.InnerFailure is { } inner)
        {
            details = inner;
        }

        return $"{failure.TaskName} failed: {details.ErrorMessage}";
    }
}
