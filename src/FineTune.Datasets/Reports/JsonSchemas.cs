using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Datasets.Increments;

namespace FineTune.Datasets.Reports;

/// <summary>JSON schemas of the documents that people write or read, made from the records. docs/schemas holds the same text.</summary>
public static class JsonSchemas
{
    /// <summary>lineages/{lineage}.json.</summary>
    public static string Lineage => For<LineageSettings>("Settings of a lineage");

    /// <summary>report.json of a data set.</summary>
    public static string Report => For<DatasetReport>("Report of a drop");

    /// <summary>manifest.json of an increment.</summary>
    public static string Manifest => For<IncrementManifest>("Manifest of an increment");

    private static string For<T>(string title)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Strict<T> };
        var schema = (JsonObject)FineTuneJson.Options.GetJsonSchemaAsNode(typeof(T), options);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        return schema.ToJsonString(FineTuneJson.Indented) + "\n";
    }

    /// <summary>Settings with unknown keys are refused, so their schema says so.</summary>
    private static JsonNode Strict<T>(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (typeof(T) == typeof(LineageSettings) && schema is JsonObject node && node.ContainsKey("properties"))
        {
            node["additionalProperties"] = false;
        }

        return schema;
    }
}
