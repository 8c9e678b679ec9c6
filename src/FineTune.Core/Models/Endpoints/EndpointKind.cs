namespace FineTune.Core.Models.Endpoints;

/// <summary>What speaks at an endpoint.</summary>
public enum EndpointKind
{
    OpenAI,
    Azure,

    /// <summary>Anything else that speaks the OpenAI protocol.</summary>
    Compatible,

    /// <summary>The local rehearsal provider: free of charge.</summary>
    Local,

    /// <summary>Answers from files: free of charge, a teacher only, and nothing is called.</summary>
    Recorded,
}
