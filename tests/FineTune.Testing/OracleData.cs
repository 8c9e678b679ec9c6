using System.Text;
using System.Text.Json;
using Xunit;

namespace FineTune.Testing;

/// <summary>Real public data, read from the folder that FINETUNE_ORACLE_DATA names.</summary>
public static class OracleData
{
    public const string SelfInstruct = "yizhongw/self-instruct (Apache-2.0)";
    public const string T0 = "the T0 files of yizhongw/self-instruct (Apache-2.0)";
    public const string Foundry = "microsoft-foundry/fine-tuning (MIT)";
    public const string Alpaca = "hiyouga/LLaMA-Factory (Apache-2.0)";

    /// <summary>The file's path; skips the test where the folder is not given.</summary>
    public static string File(string name, string sourceAndLicence)
    {
        var folder = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip($"Needs {name} of {sourceAndLicence}: set FINETUNE_ORACLE_DATA to the folder that holds it.");
        }

        return Path.Combine(folder!, name);
    }

    public static List<JsonElement> Lines(string name, string sourceAndLicence) =>
        [.. System.IO.File.ReadAllText(File(name, sourceAndLicence), Encoding.UTF8).Split('\n').Where(line => line.Trim().Length > 0).Select(line => JsonElement.Parse(line))];

    public static List<JsonElement> Array(string name, string sourceAndLicence) =>
        [.. JsonElement.Parse(System.IO.File.ReadAllText(File(name, sourceAndLicence), Encoding.UTF8)).EnumerateArray()];
}
