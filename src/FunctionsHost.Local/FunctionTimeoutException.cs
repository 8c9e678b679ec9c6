namespace FunctionsHost.Local;

/// <summary>A function ran longer than functionTimeout of host.json allows.</summary>
public sealed class FunctionTimeoutException : Exception
{
    public FunctionTimeoutException()
    {
    }

    public FunctionTimeoutException(string message)
        : base(message)
    {
    }

    public FunctionTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
