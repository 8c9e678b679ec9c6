using FineTune.Functions.Contracts;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Moq;

namespace FineTune.Functions.Tests.Support;

/// <summary>A strict mock of the durable client over instances that the test puts there.</summary>
internal sealed class ClientMock
{
    private readonly Mock<DurableTaskClient> _mock = new(MockBehavior.Strict, "test");
    private readonly Dictionary<string, OrchestrationMetadata> _instances = [];

    public ClientMock()
    {
        _mock.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, CancellationToken _) => _instances.GetValueOrDefault(id));
        _mock.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => _instances.GetValueOrDefault(id));
        _mock.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName name, object? input, StartOrchestrationOptions? options, CancellationToken _) =>
            {
                if (OnStart is not null)
                {
                    return Task.FromException<string>(OnStart);
                }

                Started.Add((name.Name, options!.InstanceId!, input));
                With(options.InstanceId!, null, OrchestrationRuntimeStatus.Pending);
                return Task.FromResult(options.InstanceId!);
            });
        _mock.Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string name, object? payload, CancellationToken _) =>
            {
                Raised.Add((id, name, payload));
                return OnRaise is null ? Task.CompletedTask : Task.FromException(OnRaise);
            });
    }

    public DurableTaskClient Object => _mock.Object;

    public Exception? OnStart { get; set; }

    public RpcException? OnRaise { get; set; }

    public List<(string Name, string Id, object? Input)> Started { get; } = [];

    public List<(string Id, string Name, object? Payload)> Raised { get; } = [];

    public ClientMock With(string id, StageStatus? status, OrchestrationRuntimeStatus state = OrchestrationRuntimeStatus.Running)
    {
        _instances[id] = new OrchestrationMetadata("x", id)
        {
            RuntimeStatus = state,
            DataConverter = JsonDataConverter.Default,
            SerializedCustomStatus = status is null ? null : JsonDataConverter.Default.Serialize(status),
        };
        return this;
    }
}
