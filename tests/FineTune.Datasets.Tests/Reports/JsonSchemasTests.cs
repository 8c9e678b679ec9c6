using System.Text.Json.Nodes;
using FineTune.Datasets.Reports;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Reports;

public sealed class JsonSchemasTests
{
    public static TheoryData<string, string> Schemas => new()
    {
        { "docs/schemas/lineage.json", JsonSchemas.Lineage },
        { "docs/schemas/report.json", JsonSchemas.Report },
        { "docs/schemas/manifest.json", JsonSchemas.Manifest },
    };

    /// <summary>FINETUNE_UPDATE_DOCS=1 writes the files anew instead.</summary>
    [Theory]
    [MemberData(nameof(Schemas))]
    public void Schema_FileInDocs_IsTheGeneratedOne(string file, string schema)
    {
        if (Environment.GetEnvironmentVariable("FINETUNE_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(RepositoryFiles.Path(file))!);
            File.WriteAllText(RepositoryFiles.Path(file), schema);
        }

        Assert.True(RepositoryFiles.Read(file) == schema, $"{file} is not what the records say. Run the tests once with FINETUNE_UPDATE_DOCS=1 and commit the file.");
    }

    [Fact]
    public void Lineage_EveryObject_RefusesUnknownKeys()
    {
        var schema = JsonNode.Parse(JsonSchemas.Lineage)!;
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.False((bool)schema["properties"]!["judging"]!["additionalProperties"]!);
        Assert.Equal(["onDrop", "nightly", "manual"], schema["properties"]!["tune"]!["enum"]!.AsArray().Select(name => (string)name!));
    }
}
