using FineTune.Durable.Tests.Facts;

namespace FineTune.Durable.Tests;

/// <summary>The mirrored programming model has nothing that the real one lacks, and no method group is half there.</summary>
public sealed class SurfaceTests
{
    /// <summary>What the types that are mirrored leave out, and why. A change here is a change of the model.</summary>
    private static readonly string[] LeftOut =
    [
        // Entities are not part of the model.
        "Microsoft.DurableTask.TaskOrchestrationContext: virtual TaskOrchestrationEntityFeature Entities { get; }",
        "Microsoft.DurableTask.Client.DurableTaskClient: virtual DurableEntityClient Entities { get; }",

        // Obsolete, or not functional where they come from.
        "Microsoft.DurableTask.RetryPolicy: Func<Exception, bool> Handle { get; }",
        "Microsoft.DurableTask.RetryPolicy: [Obsolete] Func<Exception, Task<bool>>? HandleAsync { get; set; }",
        "Microsoft.DurableTask.TaskFailedException: [Obsolete] bool IsCausedByException<T>() where T : Exception",
        "Microsoft.DurableTask.TaskName: [Obsolete] string Version { get; }",
        "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException: protected .ctor(SerializationInfo info, StreamingContext context)",

        // History events are types of the engine beneath.
        "Microsoft.DurableTask.Client.DurableTaskClient: virtual Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)",

        // An embedded host has no truthful value for these.
        "Microsoft.Azure.Functions.Worker.FunctionContext: abstract string FunctionId { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionContext: abstract TraceContext TraceContext { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionContext: abstract RetryContext RetryContext { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionContext: abstract IInvocationFeatures Features { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionDefinition: abstract ImmutableArray<FunctionParameter> Parameters { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionDefinition: abstract string Id { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionDefinition: abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }",
        "Microsoft.Azure.Functions.Worker.FunctionDefinition: abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }",
    ];

    private static readonly IReadOnlyList<FactType> Ours =
        SurfaceReader.Read(typeof(TaskOrchestrationContext).Assembly, Namespaces.ToReal);

    public static TheoryData<string> OurTypes => [.. Ours.Select(type => type.FullName)];

    [Theory]
    [MemberData(nameof(OurTypes))]
    public void PublicType_ComparedWithFacts_HasOnlyRealMembers(string fullName)
    {
        FactType ours = Ours.Single(type => type.FullName == fullName);
        Assert.True(FactFile.Types.TryGetValue(fullName, out FactType? real), $"{fullName} is no type of the real programming model.");

        Assert.Equal(real.Kind, ours.Kind);
        Assert.Empty(ours.Bases.Except(real.Bases));
        Assert.Equal(real.Attributes.Where(IsUsage), ours.Attributes);
        Assert.Empty(ours.ComparableMembers.Except(real.ComparableMembers));
    }

    [Theory]
    [MemberData(nameof(OurTypes))]
    public void PublicType_ComparedWithFacts_LeavesOutOnlyWhatIsListed(string fullName)
    {
        FactType ours = Ours.Single(type => type.FullName == fullName);
        string[] missing =
            [.. FactFile.Types[fullName].ComparableMembers.Except(ours.ComparableMembers).Select(member => $"{fullName}: {member}")];

        Assert.Equal(
            LeftOut.Where(line => line.StartsWith(fullName + ": ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LeftOut_OfPublicMethods_NamesWholeGroups()
    {
        foreach (string line in LeftOut.Where(line => FactType.IsMethod(line) && !line.Contains("protected")))
        {
            string[] parts = line.Split(": ", 2);
            FactType ours = Ours.Single(type => type.FullName == parts[0]);
            Assert.DoesNotContain(FactType.NameOf(parts[1]), ours.Members.Where(FactType.IsMethod).Select(FactType.NameOf));
        }
    }

    [Fact]
    public void Facts_AsParsed_KnowOverloadsAndKinds()
    {
        FactType context = FactFile.Types["Microsoft.DurableTask.TaskOrchestrationContext"];

        Assert.Equal("abstract class", context.Kind);
        Assert.Equal(4, context.Members.Count(member => FactType.IsMethod(member) && FactType.NameOf(member) == "CallActivityAsync"));
        Assert.Equal("LoggerFactory", FactType.NameOf("protected abstract ILoggerFactory LoggerFactory { get; }"));
        Assert.Contains("Microsoft.DurableTask.bool RetryHandler(RetryContext retryContext)", FactFile.Types.Keys);
        Assert.Equal(["IOrchestrationSubmitter", "IAsyncDisposable"], FactFile.Types["Microsoft.DurableTask.Client.DurableTaskClient"].Bases);
    }

    private static bool IsUsage(string attribute) => attribute.StartsWith("[System.AttributeUsageAttribute", StringComparison.Ordinal);
}
