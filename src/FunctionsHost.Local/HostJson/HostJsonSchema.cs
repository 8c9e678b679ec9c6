namespace FunctionsHost.Local.HostJson;

/// <summary>The keys of host.json, version 2.0, as documented for the Functions host and its durable extension.</summary>
internal static class HostJsonSchema
{
    public static HostJsonKey Root { get; } = Section("$",
    [
        Value("version"),
        Value("functionTimeout"),
        .. AzureOnly("aggregator", "applicationInsights", "concurrency", "configurationProfile", "customHandler", "extensionBundle",
            "functions", "healthMonitor", "managedDependency", "retry", "singleton", "telemetryMode", "watchDirectories", "watchFiles"),
        Section("extensions",
        [
            DurableTask(),
            Section("http", [Value("routePrefix"),
                .. AzureOnly("customHeaders", "dynamicThrottlesEnabled", "hsts", "maxConcurrentRequests", "maxOutstandingRequests")]),
            Section("blobs", [Value("poisonBlobThreshold"), Value("maxDegreeOfParallelism")]),
            .. AzureOnly("azureMonitor", "cosmosDB", "dapr", "eventGrid", "eventHubs", "kafka", "mysql", "openai", "queues", "rabbitMQ",
                "sendGrid", "serviceBus", "signalR", "sql", "tables", "timers", "warmup", "webPubSub"),
        ]),
        Section("logging",
        [
            new HostJsonKey("logLevel", HostJsonKeyUse.Map, []),
            .. AzureOnly("applicationInsights", "console", "fileLoggingMode"),
        ]),
    ]);

    private static HostJsonKey DurableTask() => Section("durableTask",
    [
        Value("hubName"),
        Value("defaultVersion"),
        Value("maxConcurrentActivityFunctions"),
        Value("maxConcurrentOrchestratorFunctions"),
        Value("overridableExistingInstanceStates"),
        Value("storeInputsInOrchestrationHistory"),
        Value("versionFailureStrategy"),
        Value("versionMatchStrategy"),
        Section("storageProvider", Values("connectionName", "connectionStringName", "controlQueueBatchSize", "controlQueueBufferThreshold",
            "controlQueueVisibilityTimeout", "createDatabaseIfNotExists", "fetchLargeMessagesAutomatically",
            "logicalStorageConnectionName",
            "maxQueuePollingInterval", "partitionCount", "partitionManagement", "schemaName", "taskEventBatchSize", "taskEventLockTimeout",
            "trackingStoreConnectionName", "trackingStoreNamePrefix", "type", "useAppLease", "useLegacyPartitionManagement",
            "useTablePartitionManagement", "useSeparateQueueForEntityWorkItems", "workItemQueueVisibilityTimeout")),
        .. AzureOnly("appLeaseOptions", "cacheOrchestrationCursors", "customLifeCycleNotificationHelperType", "disableHttpManagementApis",
            "entityMessageReorderWindowInMinutes", "extendedSessionIdleTimeoutInSeconds", "extendedSessionsEnabled",
            "grpcHttpClientTimeout",
            "httpSettings", "localRpcEndpointEnabled", "maxConcurrentEntityFunctions", "maxEntityOperationBatchSize",
            "maxGrpcMessageSizeInBytes", "maxOrchestrationActions", "notifications", "rollbackEntityOperationsOnExceptions",
            "throwStatusExceptionsOnRaiseEvent", "tracing", "useAppLease", "useGracefulShutdown"),
    ]);

    private static HostJsonKey Section(string name, IEnumerable<HostJsonKey> children) =>
        new(name, HostJsonKeyUse.Section, [.. children]);

    private static HostJsonKey Value(string name) => new(name, HostJsonKeyUse.Value, []);

    private static IEnumerable<HostJsonKey> Values(params string[] names) => names.Select(Value);

    private static IEnumerable<HostJsonKey> AzureOnly(params string[] names) =>
        names.Select(name => new HostJsonKey(name, HostJsonKeyUse.AzureOnly, []));
}
