using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>Runs a function for HTTP requests; the parameter is the ASP.NET Core request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute()
    {
    }

    /// <summary>Some methods, with a function key.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, with a level of authorisation.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>Some methods, with a level of authorisation.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route, under the route prefix of <c>host.json</c>; null means the name of the function.</summary>
    public string? Route { get; set; }

    /// <summary>The methods; null means any.</summary>
    public string[]? Methods { get; }

    /// <summary>Who may call.</summary>
    public AuthorizationLevel AuthLevel { get; } = AuthorizationLevel.Function;
}
