using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Http;
using FunctionsHost.Local.Invocation;
using FunctionsHost.Local.Triggers.Blobs;
using FunctionsHost.Local.Triggers.Timers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Discovery;

/// <summary>Finds the [Function] methods of an app and checks everything about them that can be checked before they run.</summary>
internal sealed partial class FunctionDiscovery(HostSettings settings, SettingResolver resolver)
{
    private readonly FunctionProblems _problems = new();
    private readonly Dictionary<string, FunctionDescriptor> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FunctionConfigurationException">Names function and parameter of every problem.</exception>
    public IReadOnlyList<FunctionDescriptor> Discover(IEnumerable<Type> types)
    {
        foreach (var method in types.SelectMany(Methods)) Add(method.GetCustomAttribute<FunctionAttribute>()!.Name, method);
        foreach (var (first, second) in Conflicts())
            _problems.Add(second.Name, second.Method, $"its route '{second.Http!.Pattern.RawText}' is also the route of function "
                + $"'{first.Name}' ({FunctionProblems.Describe(first.Method)}). Change one route or its methods.");
        CheckConnections();
        _problems.ThrowIfAny();
        return [.. _found.Values];
    }

    private static IEnumerable<MethodInfo> Methods(Type type) => type
        .GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private void Add(string name, MethodInfo method)
    {
        var before = _problems.Count;
        CheckMethod(name, method);
        var triggers = method.GetParameters().Where(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
            .ToList();
        if (triggers.Count != 1)
        {
            _problems.Add(name, method, triggers.Count == 0
                ? "no parameter has a trigger. Supported: [OrchestrationTrigger], [ActivityTrigger], [BlobTrigger], [TimerTrigger], "
                    + "[HttpTrigger]."
                : $"it has {triggers.Count} triggers ({string.Join(", ", triggers.Select(parameter => parameter.Name))}); a function "
                    + "has one.");
            return;
        }

        if (_found.TryGetValue(name, out var other))
            _problems.Add(name, method, $"the name is also that of {FunctionProblems.Describe(other.Method)}. Names compare without "
                + "case and must be unique.");
        var descriptor = Describe(name, method, triggers[0], before);
        if (descriptor is not null) _found.TryAdd(name, descriptor);
    }

    private void CheckMethod(string name, MethodInfo method)
    {
        if (!FunctionName().IsMatch(name))
        {
            _problems.Add(
                name, method, "the name must start with a letter and have at most 128 letters, digits, hyphens and underscores.");
        }

        if (!method.IsPublic) _problems.Add(name, method, "the method must be public: the Functions host finds no other.");
        if (method.ContainsGenericParameters) _problems.Add(name, method, "generic functions are not supported.");
        if (!method.IsStatic && method.DeclaringType is { IsAbstract: true } or { IsInterface: true })
            _problems.Add(name, method, "its class is abstract, so no instance can be made.");
        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            _problems.Add(name, method, "async void cannot be awaited. Return Task.");
        if (method.GetCustomAttribute<BindingAttribute>() is { } output)
            _problems.Add(name, method, $"the binding [{output.GetType().Name}] is not supported. Write the output in the function's "
                + "code.");
        if (method.GetCustomAttribute<RetryAttribute>() is { } retry)
            _problems.Add(name, method, $"[{retry.GetType().Name}] is not supported. Blobs are tried as often as host.json says; "
                + "retry other work in the code.");
    }

    private FunctionDescriptor? Describe(string name, MethodInfo method, ParameterInfo trigger, int before)
    {
        BlobPathPattern? blob = null;
        TimerSchedule? timer = null;
        HttpRoute? http = null;
        FunctionKind kind;
        IReadOnlyList<string> tokens = [];
        switch (trigger.GetCustomAttribute<TriggerBindingAttribute>())
        {
            case OrchestrationTriggerAttribute orchestration:
                kind = FunctionKind.Orchestration;
                Require(name, method, trigger, typeof(TaskOrchestrationContext));
                RequireUnset(name, method, trigger, nameof(orchestration.Orchestration), orchestration.Orchestration);
                break;
            case ActivityTriggerAttribute activity:
                kind = FunctionKind.Activity;
                tokens = ["instanceId"];
                RequireUnset(name, method, trigger, nameof(activity.Activity), activity.Activity);
                break;
            case BlobTriggerAttribute attribute:
                kind = FunctionKind.Blob;
                Require(name, method, trigger, typeof(Stream));
                blob = Blob(name, method, trigger, attribute);
                tokens = [.. blob?.Tokens ?? [], "blobTrigger"];
                break;
            case TimerTriggerAttribute attribute:
                kind = FunctionKind.Timer;
                Require(name, method, trigger, typeof(TimerInfo));
                timer = Timer(name, method, trigger, attribute);
                break;
            case HttpTriggerAttribute attribute:
                kind = FunctionKind.Http;
                Require(name, method, trigger, typeof(HttpRequest));
                RequireResult(name, method);
                http = HttpRoute.Parse(attribute, name, settings.RoutePrefix, out var problem);
                if (problem is not null) _problems.Add(name, method, trigger, $"{problem}.");
                tokens = [.. http?.Tokens ?? []];
                break;
            case var unknown:
                _problems.Add(name, method, trigger, $"the trigger [{unknown!.GetType().Name}] is not supported.");
                return null;
        }

        // Tokens of a path that could not be read are unknown: its parameters are not complained about on top.
        var unreadable = (kind is FunctionKind.Blob && blob is null) || (kind is FunctionKind.Http && http is null);
        IReadOnlyList<Func<FunctionCall, object?>> binders = unreadable ? []
            : new FunctionParameters(name, kind, method, trigger, tokens, _problems).Bind();
        return _problems.Count > before ? null
            : new FunctionDescriptor(name, kind, method, trigger, binders) { Blob = blob, Timer = timer, Http = http };
    }

    private BlobPathPattern? Blob(string name, MethodInfo method, ParameterInfo trigger, BlobTriggerAttribute attribute)
    {
        var path = resolver.Resolve(attribute.BlobPath, out var problem);
        if (path is null)
        {
            _problems.Add(name, method, trigger, $"the blob path {problem}");
            return null;
        }

        var pattern = BlobPathPattern.Parse(path, out problem);
        if (problem is not null) _problems.Add(name, method, trigger, $"the blob path '{path}' is not valid: {problem}.");
        return pattern;
    }

    private TimerSchedule? Timer(string name, MethodInfo method, ParameterInfo trigger, TimerTriggerAttribute attribute)
    {
        var text = resolver.Resolve(attribute.Schedule, out var problem);
        var schedule = text is null ? null : TimerSchedule.Parse(text, out problem);
        if (problem is not null) _problems.Add(name, method, trigger, $"the schedule is not valid: {problem.TrimEnd('.')}.");
        return schedule;
    }

    private void Require(string name, MethodInfo method, ParameterInfo trigger, Type type)
    {
        if (trigger.ParameterType != type)
            _problems.Add(name, method, trigger, $"the trigger binds to {type.Name}, not to "
                + $"{FunctionProblems.Describe(trigger.ParameterType)}.");
    }

    private void RequireUnset(string name, MethodInfo method, ParameterInfo trigger, string property, string? value)
    {
        if (value is not null)
            _problems.Add(name, method, trigger, $"{property} = \"{value}\" is not supported. The name in [Function] is the name to "
                + "call it by.");
    }

    private void RequireResult(string name, MethodInfo method)
    {
        var result = CompiledMethod.ResultType(method);
        if (!typeof(IActionResult).IsAssignableFrom(result) && !typeof(IResult).IsAssignableFrom(result))
            _problems.Add(name, method, "an HTTP function returns IActionResult or IResult, or a task of one, not "
                + $"{FunctionProblems.Describe(method.ReturnType)}.");
    }

    private void CheckConnections()
    {
        var blobs = _found.Values.Where(function => function.Kind == FunctionKind.Blob).ToList();
        foreach (var other in blobs.Skip(1).Where(function => Connection(function) != Connection(blobs[0])))
            _problems.Add(other.Name, other.Method, $"its connection is '{Connection(other)}', that of function '{blobs[0].Name}' is "
                + $"'{Connection(blobs[0])}': the local host has one blob store. Give both the same Connection.");

        static string Connection(FunctionDescriptor function) =>
            function.TriggerParameter.GetCustomAttribute<BlobTriggerAttribute>()!.Connection ?? "AzureWebJobsStorage";
    }

    private IEnumerable<(FunctionDescriptor First, FunctionDescriptor Second)> Conflicts()
    {
        var routes = _found.Values.Where(function => function.Http is not null).ToList();
        for (var i = 0; i < routes.Count; i++)
            for (var j = i + 1; j < routes.Count; j++)
                if (routes[i].Http!.ConflictsWith(routes[j].Http!)) yield return (routes[i], routes[j]);
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
