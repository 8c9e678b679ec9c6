using System.Reflection;
using FunctionsHost.Local.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Client;

namespace FunctionsHost.Local.Discovery;

/// <summary>
/// Decides for each parameter of a function what it is bound from, and refuses what cannot be. Tokens are the names that string
/// parameters may have: those of the blob path or route, and binding data.
/// </summary>
internal sealed class FunctionParameters(
    string function, FunctionKind kind, MethodInfo method, ParameterInfo trigger, IReadOnlyList<string> tokens, FunctionProblems problems)
{
    private ParameterInfo? _input;

    public IReadOnlyList<Func<FunctionCall, object?>> Bind() => [.. method.GetParameters().Select(Bind)];

    private Func<FunctionCall, object?> Bind(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRef) return Refuse(parameter, "ref, in and out are not supported.");
        if (parameter == trigger)
            return kind == FunctionKind.Activity ? ParameterBinders.WithDefault(parameter, ParameterBinders.Trigger)
                : ParameterBinders.Trigger;
        if (parameter.GetCustomAttribute<BindingAttribute>() is { } binding) return BindAttribute(parameter, binding);
        if (ParameterBinders.Common(parameter) is { } common) return common;
        if (kind == FunctionKind.Orchestration) return BindInput(parameter);

        if (Token(parameter) is not { } token)
            return Refuse(parameter, $"nothing binds to it. Supported in {Article(kind)} function: {Supported()}.");
        return parameter.ParameterType == typeof(string)
            ? ParameterBinders.WithDefault(parameter, ParameterBinders.Data(token))
            : Refuse(parameter, $"a token binds to string only, not to {FunctionProblems.Describe(parameter.ParameterType)}.");
    }

    private Func<FunctionCall, object?> BindAttribute(ParameterInfo parameter, BindingAttribute binding)
    {
        if (binding is not DurableClientAttribute client)
            return Refuse(parameter, $"the binding [{binding.GetType().Name}] is not supported. Supported: {Supported()}.");
        if (kind == FunctionKind.Orchestration)
            return Refuse(parameter, "an orchestrator function cannot have a durable client, which would act again at every replay. "
                + "Call an activity that has one.");
        if (client.TaskHub is not null || client.ConnectionName is not null)
            return Refuse(parameter, "TaskHub and ConnectionName are not supported: the local host has one task hub, the one of "
                + "host.json.");
        return parameter.ParameterType == typeof(DurableTaskClient)
            ? ParameterBinders.Client
            : Refuse(parameter, "[DurableClient] binds to DurableTaskClient, not to "
                + $"{FunctionProblems.Describe(parameter.ParameterType)}.");
    }

    private Func<FunctionCall, object?> BindInput(ParameterInfo parameter)
    {
        if (_input is not null)
            return Refuse(parameter, $"nothing binds to it: the input of the orchestration is already '{_input.Name}'. Supported: "
                + $"{Supported()}.");
        _input = parameter;
        return ParameterBinders.OrchestrationInput(parameter);
    }

    private Func<FunctionCall, object?> Refuse(ParameterInfo parameter, string problem)
    {
        problems.Add(function, method, parameter, problem);
        return _ => null;
    }

    private string? Token(ParameterInfo parameter) =>
        tokens.FirstOrDefault(token => string.Equals(token, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private string Supported() => kind switch
    {
        FunctionKind.Orchestration => "[OrchestrationTrigger] TaskOrchestrationContext, one parameter for the input, FunctionContext, "
            + "CancellationToken",
        FunctionKind.Activity => $"[ActivityTrigger] with the input, {Strings()}{Others}",
        FunctionKind.Blob => $"[BlobTrigger] Stream, {Strings()}{Others}",
        FunctionKind.Timer => $"[TimerTrigger] TimerInfo, {Others}",
        _ => $"[HttpTrigger] HttpRequest, {Strings()}{Others}",
    };

    private const string Others = "[DurableClient] DurableTaskClient, FunctionContext, CancellationToken";

    private string Strings() => tokens.Count == 0 ? "" : $"string {string.Join(", string ", tokens)}, ";

    private static string Article(FunctionKind kind) => kind switch
    {
        FunctionKind.Activity => "an activity",
        FunctionKind.Blob => "a blob",
        FunctionKind.Timer => "a timer",
        FunctionKind.Http => "an HTTP",
        _ => "an orchestrator",
    };
}
