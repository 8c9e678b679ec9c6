using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.LocalProvider.Tests;

/// <summary>A provider on a folder and a clock of its own, with a client. A restart keeps folder and clock.</summary>
internal sealed class ProviderFixture : IAsyncDisposable
{
    public const string Base = "gpt-4.1-mini-2025-04-14";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("provider-tests-");
    private readonly Func<LocalProviderOptions, LocalProviderOptions> configure;
    private LocalProviderInstance? instance;

    private ProviderFixture(Func<LocalProviderOptions, LocalProviderOptions>? configure) => this.configure = configure ?? (o => o);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public HttpClient Http { get; private set; } = null!;

    public Uri BaseUrl => instance!.BaseUrl;

    public string Folder => folder.FullName;

    public static async Task<ProviderFixture> StartAsync(Func<LocalProviderOptions, LocalProviderOptions>? configure = null)
    {
        var fixture = new ProviderFixture(configure);
        await fixture.OpenAsync();
        return fixture;
    }

    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public async Task<Answer> GetAsync(string path) => await Answer.OfAsync(await Http.GetAsync(path));

    public async Task<Answer> PostAsync(string path, JsonNode? body = null) =>
        await Answer.OfAsync(await Http.PostAsync(path, new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json")));

    public async Task<Answer> DeleteAsync(string path) => await Answer.OfAsync(await Http.DeleteAsync(path));

    public async Task<Answer> PutAsync(string path, JsonNode body) => await Answer.OfAsync(await Http.PutAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")));

    public async Task<Answer> UploadRawAsync(string content, string name = "train.jsonl", string purpose = "fine-tune")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(purpose), "purpose" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name },
        };
        return await Answer.OfAsync(await Http.PostAsync("v1/files", form));
    }

    public async Task<string> UploadAsync(string content, string name = "train.jsonl", string purpose = "fine-tune") =>
        (await UploadRawAsync(content, name, purpose)).Ok()["id"]!.GetValue<string>();

    public async Task<JsonNode> CreateJobAsync(string file, string model = Base, string? suffix = null, string? validation = null, JsonObject? metadata = null, JsonNode? method = null)
    {
        var request = new JsonObject { ["model"] = model, ["training_file"] = file };
        if (suffix is not null)
            request["suffix"] = suffix;
        if (validation is not null)
            request["validation_file"] = validation;
        if (metadata is not null)
            request["metadata"] = metadata;
        if (method is not null)
            request["method"] = method;
        return (await PostAsync("v1/fine_tuning/jobs", request)).Ok();
    }

    public async Task<string> TrainAsync(string content, string model = Base, string? suffix = null)
    {
        var job = await CreateJobAsync(await UploadAsync(content), model, suffix);
        Clock.Advance(TimeSpan.FromSeconds(3));
        var done = (await GetAsync($"v1/fine_tuning/jobs/{job["id"]}")).Ok();
        Assert.Equal("succeeded", done["status"]!.GetValue<string>());
        return done["fine_tuned_model"]!.GetValue<string>();
    }

    public async Task<JsonNode> ChatAsync(string model, string prompt, JsonObject? more = null)
    {
        var request = new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        foreach (var (name, value) in more ?? [])
            request[name] = value?.DeepClone();
        return (await PostAsync("v1/chat/completions", request)).Ok();
    }

    public async Task<string> SayAsync(string model, string prompt, JsonObject? more = null) =>
        (await ChatAsync(model, prompt, more))["choices"]![0]!["message"]!["content"]!.GetValue<string>();

    public async Task FaultAsync(string name, int times = 1, JsonObject? more = null)
    {
        var body = new JsonObject { ["name"] = name, ["times"] = times };
        foreach (var (key, value) in more ?? [])
            body[key] = value?.DeepClone();
        (await PostAsync("_local/faults", body)).Ok();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Delete(recursive: true);
    }

    private async Task OpenAsync()
    {
        instance = await LocalProviderHost.StartAsync(configure(new LocalProviderOptions { DataDirectory = folder.FullName, TimeProvider = Clock }), TestContext.Current.CancellationToken);
        Http = new HttpClient { BaseAddress = instance.BaseUrl };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "local");
    }

    private async Task CloseAsync()
    {
        Http.Dispose();
        await instance!.DisposeAsync();
    }
}

internal sealed record Answer(int Status, JsonNode? Body, HttpResponseMessage Raw, string Text)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage raw)
    {
        var text = await raw.Content.ReadAsStringAsync();
        return new Answer((int)raw.StatusCode, raw.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null, raw, text);
    }

    public JsonNode Ok()
    {
        Assert.True(Status is 200 or 201, $"{Status}: {Text}");
        return Body!;
    }

    public JsonObject Error(int status)
    {
        Assert.Equal(status, Status);
        var error = Body!["error"]!.AsObject();
        foreach (var key in (string[])["message", "type", "param", "code"])
            Assert.True(error.ContainsKey(key), $"the error lacks '{key}'");
        return error;
    }
}
