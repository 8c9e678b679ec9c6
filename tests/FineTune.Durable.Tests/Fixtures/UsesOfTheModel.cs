// A specimen: every way in which the function app may call the programming model. It is compiled against the mirrored model and
// against the stubs of the real one, and both must bind every call to the same overload.
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Specimen;

public sealed record Input(string Name, int Count);

public sealed class Functions(ILogger<Functions> logger)
{
    private static readonly TaskOptions Retrying = TaskOptions.FromRetryPolicy(
        new RetryPolicy(3, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => !failure.IsCausedBy<ArgumentException>(),
        });

    [Function(nameof(RunOrchestrator))]
    public static async Task<string> RunOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ILogger log = context.CreateReplaySafeLogger<Functions>();
        Input input = context.GetInput<Input>() ?? throw new InvalidOperationException();
        await context.CallActivityAsync(nameof(Work), input);
        await context.CallActivityAsync(nameof(Work), input, Retrying);
        await context.CallActivityAsync(nameof(Work), Retrying);
        string text = await context.CallActivityAsync<string>(nameof(Work), input);
        text += await context.CallActivityAsync<string>(nameof(Work), Retrying);
        text += await context.CallActivityAsync<string>(
            nameof(Work), input, new TaskOptions(TaskRetryOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3)));
        int[] counts = await Task.WhenAll(
            context.CallSubOrchestratorAsync<int>("Child", input, new SubOrchestrationOptions(Retrying, $"child-{context.NewGuid():N}")),
            context.CallSubOrchestratorAsync<int>("Child", Retrying.WithInstanceId("child-2")));
        await context.CallSubOrchestratorAsync("Child");
        await context.CallSubOrchestratorAsync("Child", Retrying);

        using CancellationTokenSource cancellation = new();
        Task timer = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), cancellation.Token);
        Task<bool> approval = context.WaitForExternalEvent<bool>("approval");
        if (await Task.WhenAny(timer, approval) == approval)
        {
            cancellation.Cancel();
        }

        try
        {
            await context.WaitForExternalEvent<string>("more", TimeSpan.FromMinutes(5));
        }
        catch (TaskCanceledException)
        {
            log.LogInformation("Nothing came.");
        }

        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        context.SetCustomStatus(new { Stage = "done" });
        context.SendEvent("other", "event", new object());
        if (context.CompareVersionTo("1.1") < 0 && counts.Length > 0 && !context.IsReplaying)
        {
            context.ContinueAsNew(input with { Count = input.Count + 1 });
            context.ContinueAsNew(new ContinueAsNewOptions { NewInput = input });
        }

        return text + context.Parent?.InstanceId + context.Name.Name;
    }

    [Function(nameof(Work))]
    public string Work([ActivityTrigger] Input? input, string instanceId, FunctionContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("{Instance} {Function} {Cancelled}", instanceId, context.FunctionDefinition.Name, cancellationToken.IsCancellationRequested);
        context.GetLogger<Functions>().LogDebug("{Data}", context.BindingContext.BindingData.Count);
        return input?.Name ?? context.InvocationId;
    }

    [Function(nameof(OnBlob))]
    public async Task OnBlob(
        [BlobTrigger("datasets/{lineage}/{name}.jsonl", Connection = "DataStorage", Source = BlobTriggerSource.EventGrid)] Stream blob,
        string lineage,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(RunOrchestrator),
                new Input(lineage + name, (int)blob.Length),
                new StartOrchestrationOptions($"drop-{lineage}").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed),
                cancellationToken);
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RunOrchestrator), new StartOrchestrationOptions("fixed"));
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RunOrchestrator), cancellationToken);
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RunOrchestrator), name, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            logger.LogInformation("Already running.");
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.AlreadyExists)
        {
            logger.LogInformation("Already running.");
        }
    }

    [Function(nameof(Nightly))]
    public async Task Nightly([TimerTrigger("%NightlySchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        OrchestrationQuery query = new(Statuses: [OrchestrationRuntimeStatus.Running], InstanceIdPrefix: "tune-", PageSize: 50);
        await foreach (OrchestrationMetadata metadata in client.GetAllInstancesAsync(query))
        {
            await client.PurgeInstanceAsync(metadata.InstanceId);
            await client.PurgeInstanceAsync(metadata.InstanceId, new PurgeInstanceOptions(Recursive: true));
        }

        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync().AsPages(pageSizeHint: 10))
        {
            logger.LogInformation("{Count} {Late}", page.Values.Count, timer.IsPastDue);
        }

        await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: timer.ScheduleStatus?.Last), new PurgeInstanceOptions());
        await client.PurgeInstancesAsync(null, DateTimeOffset.MinValue, CancellationToken.None);
        await client.PurgeInstancesAsync(null, DateTimeOffset.MinValue, [OrchestrationRuntimeStatus.Failed]);
    }

    [Function(nameof(OnHttp))]
    public async Task<IActionResult> OnHttp(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/instances/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        OrchestrationMetadata? found = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        found ??= await client.GetInstanceAsync(id, cancellationToken);
        if (found is { RuntimeStatus: OrchestrationRuntimeStatus.Completed })
        {
            return new OkObjectResult(found.ReadOutputAs<string>() + found.ReadCustomStatusAs<string>() + found.FailureDetails?.ErrorMessage);
        }

        await client.RaiseEventAsync(id, "approval", true, cancellationToken);
        await client.RaiseEventAsync(id, "approval", cancellationToken);
        await client.TerminateInstanceAsync(id, "bye", cancellationToken);
        await client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: true), cancellationToken);
        await client.TerminateInstanceAsync(id, cancellationToken);
        await client.SuspendInstanceAsync(id, "why", cancellationToken);
        await client.ResumeInstanceAsync(id, cancellation: cancellationToken);
        await client.WaitForInstanceCompletionAsync(id, true, cancellationToken);
        return new AcceptedResult(request.Path, null);
    }
}
