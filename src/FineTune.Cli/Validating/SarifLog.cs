using System.Text.Json.Nodes;
using FineTune.Datasets.Rules;

namespace FineTune.Cli.Validating;

/// <summary>Findings as SARIF 2.1.0, which editors and pull requests show beside the lines.</summary>
internal static class SarifLog
{
    public static JsonObject Create(IReadOnlyList<ValidatedFile> files) => new()
    {
        ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
        ["version"] = "2.1.0",
        ["runs"] = new JsonArray(new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "finetune",
                    ["rules"] = new JsonArray([.. files.SelectMany(file => file.Findings).Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal).Select(Rule)]),
                },
            },
            ["properties"] = new JsonObject { ["findingsLeftOut"] = files.Sum(file => file.LeftOut) },
            ["results"] = new JsonArray([.. files.SelectMany(file => file.Findings.Select(finding => Result(file.Path, finding)))]),
        }),
    };

    private static JsonNode Rule(string id)
    {
        var rule = RuleBook.Get(id);
        return new JsonObject
        {
            ["id"] = id,
            ["shortDescription"] = new JsonObject { ["text"] = rule.Title },
            ["help"] = new JsonObject { ["text"] = rule.Fix },
        };
    }

    private static JsonNode Result(string path, Finding finding)
    {
        var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = path.Replace('\\', '/') } };
        if (finding.Line > 0)
        {
            place["region"] = new JsonObject { ["startLine"] = finding.Line };
        }

        return new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["level"] = Level(finding.Severity),
            ["message"] = new JsonObject { ["text"] = $"{finding.Message} {finding.Fix}" },
            ["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place }),
        };
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
