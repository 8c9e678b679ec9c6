using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Files;
using OpenAI.FineTuning;

namespace FineTune.LocalProvider.Tests;

/// <summary>
/// Files, jobs and batches with OpenAI's client, at its own root and at Azure's. The profile is OpenAI's, because the client throws on the
/// states of Azure's files. Azure's client is left out: 2.9.0-beta.1 lists files and reads jobs below the resource's root, without /openai.
/// </summary>
public sealed class ClientTrainingTests
{
    [Theory]
    [InlineData("v1/")]
    [InlineData("openai/v1/")]
    public async Task Files_UploadReadListDelete_Work(string root)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var client = OfficialClients.OpenAI(provider, root: root);
        var files = client.GetOpenAIFileClient();

        OpenAIFile file = await files.UploadFileAsync(BinaryData.FromString(Rows.Training()), "train.jsonl", FileUploadPurpose.FineTune);
        provider.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("train.jsonl", FilePurpose.FineTune), (file.Filename, file.Purpose));
        Assert.Equal(file.Id, (await files.GetFileAsync(file.Id)).Value.Id);
        Assert.Equal([file.Id], (await files.GetFilesAsync(FilePurpose.FineTune)).Value.Select(f => f.Id));
        Assert.Equal(Rows.Training(), (await files.DownloadFileAsync(file.Id)).Value.ToString());
        Assert.True((await files.DeleteFileAsync(file.Id)).Value.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => files.GetFileAsync(file.Id))).Status);
    }

    [Theory]
    [InlineData("v1/")]
    [InlineData("openai/v1/")]
    public async Task FineTuning_JobEventsAndCheckpoints_Work(string root)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var client = OfficialClients.OpenAI(provider, root: root);
        var jobs = client.GetFineTuningClient();
        var file = await UploadAsync(provider, client, Rows.Training(), FileUploadPurpose.FineTune);

        var options = new FineTuningOptions { Suffix = "shop", Seed = 7 };
        var job = await jobs.FineTuneAsync(ProviderFixture.Base, file, waitUntilCompleted: false, options);
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        job = await jobs.GetJobAsync(job.JobId);

        Assert.Equal("succeeded", job.Status.ToString());
        Assert.Contains("shop", job.Value, StringComparison.Ordinal);
        Assert.Equal([job.JobId], await jobs.GetJobsAsync().Select(j => j.JobId).ToListAsync());
        var events = await job.GetEventsAsync(new GetEventsOptions()).ToListAsync();
        Assert.Contains(events, e => e.Message.Contains("training loss", StringComparison.Ordinal));
        Assert.Equal(3, (await job.GetCheckpointsAsync(new GetCheckpointsOptions()).ToListAsync()).Count);
    }

    [Theory]
    [InlineData("v1/")]
    [InlineData("openai/v1/")]
    public async Task Batch_OfChats_IsAnsweredWhole(string root)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var client = OfficialClients.OpenAI(provider, root: root);
        var lines = string.Concat(Enumerable.Range(0, 3).Select(i => new JsonObject
        {
            ["custom_id"] = $"row-{i}",
            ["method"] = "POST",
            ["url"] = "/v1/chat/completions",
            ["body"] = new JsonObject
            {
                ["model"] = "local-judge",
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"Question {i}" }),
            },
        }.ToJsonString() + "\n"));
        var file = await UploadAsync(provider, client, lines, FileUploadPurpose.Batch);
        var request = new JsonObject { ["input_file_id"] = file, ["endpoint"] = "/v1/chat/completions", ["completion_window"] = "24h" };

        var batches = client.GetBatchClient();
        using var content = BinaryContent.Create(BinaryData.FromString(request.ToJsonString()));
        var batch = await batches.CreateBatchAsync(content, waitUntilCompleted: false);
        provider.Clock.Advance(TimeSpan.FromSeconds(2));
        var seen = JsonNode.Parse((await batches.GetBatchAsync(batch.BatchId, new RequestOptions())).GetRawResponse().Content)!;

        Assert.Equal(("completed", 3), ((string?)seen["status"], (int)seen["request_counts"]!["completed"]!));
        var output = (await client.GetOpenAIFileClient().DownloadFileAsync((string)seen["output_file_id"]!)).Value.ToString();
        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static async Task<string> UploadAsync(ProviderFixture provider, OpenAIClient client, string content, FileUploadPurpose purpose)
    {
        OpenAIFile file = await client.GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString(content), "rows.jsonl", purpose);
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        return file.Id;
    }
}
