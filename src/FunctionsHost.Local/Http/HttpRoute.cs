using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Http;

/// <summary>The address of an HTTP function: route prefix and route, methods (none: all), and who may call it.</summary>
internal sealed record HttpRoute(RoutePattern Pattern, IReadOnlyList<string> Methods, AuthorizationLevel Level)
{
    private static readonly ICollection<string> s_constraints = new RouteOptions().ConstraintMap.Keys;

    public IEnumerable<string> Tokens => Pattern.Parameters.Select(parameter => parameter.Name);

    /// <summary>Two routes with the same shape match the same requests with the same precedence.</summary>
    public string Shape => string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Describe))));

    public bool ConflictsWith(HttpRoute other) => Shape == other.Shape
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods, StringComparer.OrdinalIgnoreCase).Any());

    /// <summary>Methods and path, as a person writes them.</summary>
    public string Describe() => $"{(Methods.Count == 0 ? "*" : string.Join(',', Methods))} /{Pattern.RawText}";

    /// <summary>Null and the reason where the route cannot be served.</summary>
    public static HttpRoute? Parse(HttpTriggerAttribute trigger, string functionName, string prefix, out string? problem)
    {
        var route = trigger.Route ?? functionName;
        if (Problem(trigger, route) is { } found)
        {
            problem = found;
            return null;
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(prefix.Length == 0 ? route : $"{prefix}/{route}");
            problem = UnknownConstraint(pattern) ?? Reserved(pattern);
            return problem is null
                ? new HttpRoute(pattern, [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())], trigger.AuthLevel)
                : null;
        }
        catch (RoutePatternException error)
        {
            problem = $"the route '{route}' is not valid: {error.Message}";
            return null;
        }
    }

    private static string? Problem(HttpTriggerAttribute trigger, string route)
    {
        if (route.StartsWith('/') || route.StartsWith('~'))
            return $"the route '{route}' must not start with '{route[0]}'; it follows "
                + "the route prefix of host.json";
        if (trigger.AuthLevel is AuthorizationLevel.User or AuthorizationLevel.System)
            return $"the level {trigger.AuthLevel} is not supported; use Anonymous, Function or Admin";
        return trigger.Methods?.FirstOrDefault(method => method.Length == 0 || !method.All(char.IsAsciiLetter)) is { } bad
            ? $"'{bad}' is not an HTTP method"
            : null;
    }

    private static string? UnknownConstraint(RoutePattern pattern)
    {
        foreach (var parameter in pattern.Parameters)
            foreach (var policy in parameter.ParameterPolicies)
                if (policy.Content?.Split('(')[0] is { } name && !s_constraints.Contains(name, StringComparer.OrdinalIgnoreCase))
                    return $"the token '{parameter.Name}' has the constraint '{policy.Content}', which routing does not know";
        return null;
    }

    private static string? Reserved(RoutePattern pattern) =>
        pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart literal] }, ..]
        && literal.Content.ToUpperInvariant() is "ADMIN" or "RUNTIME"
            ? $"the path '{pattern.RawText}' is reserved by the Functions host"
            : null;

    private static string Describe(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart token => $"{{{(token.IsCatchAll ? "*" : "")}{(token.IsOptional ? "?" : "")}"
            + $"{string.Join(':', token.ParameterPolicies.Select(policy => policy.Content).Order(StringComparer.Ordinal))}}}",
        _ => part.ToString() ?? "",
    };
}
