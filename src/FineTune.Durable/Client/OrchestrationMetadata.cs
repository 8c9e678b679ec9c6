using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FineTune.Durable.Client;

/// <summary>The state of an instance at the time it was read.</summary>
/// <param name="name">The name of the orchestrator.</param>
/// <param name="instanceId">The id of the instance.</param>
public sealed class OrchestrationMetadata(string name, string instanceId)
{
    private const int MaxShownCharacters = 50;

    /// <summary>The name of the orchestrator.</summary>
    public string Name { get; } = name;

    /// <summary>The id of the instance.</summary>
    public string InstanceId { get; } = instanceId;

    /// <summary>Reads the payloads; null where inputs and outputs were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>The status of the instance.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When the instance was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the instance last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input; null where there is none or it was not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>
    /// The output; null where there is none or it was not asked for. It is JSON for a completed instance only: a failed one may
    /// have plain text here, a suspended one the reason.
    /// </summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status; null where it was not asked for. The JSON text <c>null</c> where none was set.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The labels of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What is known about the failure. It may be null for a failed instance: check the status.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether the status is Running.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether the instance has ended, in whatever way.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated
#pragma warning disable CS0618 // Canceled is obsolete for callers; a host may still report it.
        or OrchestrationRuntimeStatus.Canceled;
#pragma warning restore CS0618

    /// <summary>The input as a value.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output as a value. Check the status first: only a completed instance has an output of its own type.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status as a value.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <summary>One line with name, id, status, times and the first characters of input, output and failure.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, ");
        text.Append(CultureInfo.InvariantCulture, $"CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        AppendShortened(text, "Input", SerializedInput);
        AppendShortened(text, "Output", SerializedOutput);
        AppendShortened(text, "FailureDetails", FailureDetails is null ? null : $"{FailureDetails.ErrorType} - {FailureDetails.ErrorMessage}");
        return text.Append(']').ToString();
    }

    private static void AppendShortened(StringBuilder text, string label, string? payload)
    {
        if (payload is not null)
        {
            string shown = payload.Length > MaxShownCharacters ? payload[..MaxShownCharacters] + "..." : payload;
            text.Append(CultureInfo.InvariantCulture, $", {label}: '{shown}'");
        }
    }

    private T? Read<T>(string? payload, [CallerMemberName] string? method = null) =>
        DataConverter is null
            ? throw new InvalidOperationException(
                $"{method} needs inputs and outputs, and instance '{InstanceId}' was read without them. Read it with "
                + "getInputsAndOutputs: true (FetchInputsAndOutputs in a query).")
            : DataConverter.Deserialize<T>(payload);
}
