using System.Collections.Concurrent;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.Recordings;

/// <summary>
/// An endpoint that plays recordings back: one file, whatever the model is called, or a folder with a file <c>{model}.jsonl</c> per model.
/// A file is read when it is first used, and again once it has changed.
/// </summary>
internal sealed partial class RecordedClients(EndpointSettings settings, ILogger<RecordedClients> logger) : IEndpointClients
{
    private readonly ConcurrentDictionary<(string Path, DateTime Written), Lazy<Recording>> _recordings = new();

    public IFineTuningService FineTuning => throw Only("cannot train");

    public IModelDeployer Deployer => throw Only("cannot deploy");

    public IBatchService Batches => throw Only("does not support batches");

    public IChatClient Chat(string model)
    {
        var file = new FileInfo(PathOf(model));
        var recording = _recordings.GetOrAdd((file.FullName, file.LastWriteTimeUtc), key => new Lazy<Recording>(() => Read(key.Path)));
        return new RecordedChatClient(settings.Name, model, recording);
    }

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model) => throw Only("has no embeddings");

    public void Dispose()
    {
        // Nothing is open between reads.
    }

    private string PathOf(string model)
    {
        var path = settings.Path!;
        if (File.Exists(path))
        {
            return path;
        }

        var setting = EndpointSettingsReader.Setting(settings.Name, "Path");
        if (!Directory.Exists(path))
        {
            throw new EndpointNotConfiguredException($"Endpoint '{settings.Name}': {setting} is '{path}', which is neither a file nor a folder. Correct the path.");
        }

        var names = Directory.EnumerateFiles(path, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
        var file = Recording.FileOf(model);
        return names.Contains(Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            ? Path.Combine(path, file)
            : throw new EndpointNotConfiguredException(
                $"Endpoint '{settings.Name}' has no recording of '{model}' in the folder of {setting}. Name one of: {(names.Count == 0 ? "(there is no .jsonl file)" : string.Join(", ", names))}.");
    }

    private Recording Read(string path)
    {
        var recording = Recording.Read(File.ReadLines(path));
        if (recording.Unreadable is { Count: > 0 } unreadable)
        {
            LinesLeftOut(settings.Name, unreadable.Count, path, unreadable.First);
        }

        return recording;
    }

    private EndpointNotConfiguredException Only(string what) => new(
        $"Endpoint '{settings.Name}' is a recording, which {what}: it can only be a teacher. Name another endpoint for this role.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint '{Endpoint}': {Count} lines of {Path} contain no instruction with an answer and are skipped; the first is line {First}.")]
    private partial void LinesLeftOut(string endpoint, int count, string path, int first);
}
