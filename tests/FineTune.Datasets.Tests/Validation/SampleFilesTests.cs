using FineTune.Testing;

namespace FineTune.Datasets.Tests.Validation;

public sealed class SampleFilesTests
{
    [Theory]
    [InlineData("instructions.jsonl")]
    [InlineData("legacy-support.jsonl")]
    [InlineData("support-1.jsonl")]
    [InlineData("support-2.jsonl")]
    public void Validate_Sample_HoldsNothingPrivate(string file)
    {
        var results = RepositoryFiles.Read("samples/" + file).Split('\n').Where(line => line.Length > 0).Select(line => Drops.Validate(line)).ToList();
        Assert.True(results.Count(result => result.Row is not null) >= 10, "The samples are meant to be trained on.");
        Assert.DoesNotContain(results.SelectMany(result => result.Findings), finding => finding.Rule.StartsWith("FT4", StringComparison.Ordinal));
    }
}
