using System.Text;
using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Lineages.Reading;
using FineTune.Core.Lineages.Training;
using FsCheck.Xunit;

namespace FineTune.Core.Tests.Lineages;

public sealed class LineageSettingsReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("\uFEFF")]
    public void Parse_Empty_SaysWhatToWrite(string json) => Assert.Contains("Write {}", Error(json), StringComparison.Ordinal);

    [Fact]
    public void Parse_EmptyObjectWithAMark_Defaults() => Assert.Equivalent(new LineageSettings(), Settings("\uFEFF{}"));

    [Fact]
    public void Parse_Everything_IsRead()
    {
        var settings = Settings(
            """
            {"description":"x","tune":"nightly","strategy":"auto",
             "models":{"teacher":{"endpoint":"e","model":"m","temperature":0.5,"maxOutputTokens":99,"name":"t"},"judges":[{"endpoint":"e","model":"j1"},{"endpoint":"e","model":"j2"}]},
             "generation":{"perExample":2},"judging":{"threshold":7.5,"judgeDrop":false},"training":{"epochs":2,"learningRateMultiplier":null,"trainingType":"developerTier"},
             "budget":{"perRunUsd":null,"perMonthUsd":12.5}}
            """);
        Assert.Equal((TuneWhen.Nightly, TrainingStrategy.Auto, 2, 7.5, 2, null, 12.5m), (settings.Tune, settings.Strategy, settings.Models.Judges.Count, settings.Judging.Threshold, settings.Training.Epochs, settings.Budget.PerRunUsd, settings.Budget.PerMonthUsd));
        Assert.Equal(new ModelChoice("e", "m") { Temperature = 0.5f, MaxOutputTokens = 99, Name = "t" }, settings.Models.Teacher);
    }

    [Fact]
    public void Parse_WhatWeWrite_IsReadAgain()
    {
        var settings = new LineageSettings { Models = new RoleSettings { Judges = [new ModelChoice("e", "m")] } };
        Assert.Equivalent(settings, LineageSettingsReader.Parse(JsonSerializer.SerializeToUtf8Bytes(settings, FineTuneJson.Indented)).Settings);
    }

    [Theory]
    [InlineData("[]", "$ must be an object, not an array")]
    [InlineData("null", "$ must be an object, not null")]
    [InlineData("""{"judgng":{}}""", "$.judgng is not a setting. Allowed here: description, tune,")]
    [InlineData("""{"Judging":{}}""", "$.Judging is not a setting")]
    [InlineData("""{"judging":{"treshold":6}}""", "$.judging.treshold is not a setting. Allowed here: enabled, threshold, judgeDrop")]
    [InlineData("""{"judging":{"threshold":"6"}}""", "$.judging.threshold must be a number, not text")]
    [InlineData("""{"judging":{"threshold":0.5}}""", "$.judging.threshold must be between 1 and 10")]
    [InlineData("""{"judging":{"threshold":1e999}}""", "$.judging.threshold must be a number within the range of ordinary numbers")]
    [InlineData("""{"judging":{"enabled":1}}""", "$.judging.enabled must be true or false, not a number")]
    [InlineData("""{"judging":null}""", "$.judging must not be null")]
    [InlineData("""{"judging":{"enabled":null}}""", "$.judging.enabled must not be null")]
    [InlineData("""{"judging":{},"judging":{}}""", "$.judging occurs twice")]
    [InlineData("""{"tune":"hourly"}""", "$.tune must be one of: onDrop, nightly, manual")]
    [InlineData("""{"tune":1}""", "$.tune must be one of")]
    [InlineData("""{"tune":"OnDrop"}""", "$.tune must be one of")]
    [InlineData("""{"models":{"judges":{}}}""", "$.models.judges must be an array, not an object")]
    [InlineData("""{"models":{"judges":[null]}}""", "$.models.judges[0] must not be null")]
    [InlineData("""{"models":{"judges":[{"endpoint":"e"}]}}""", "$.models.judges[0].model is missing")]
    [InlineData("""{"models":{"judges":[{"endpoint":"e","model":"m"},{"endpoint":"f","model":"m"}]}}""", "two judges with the same name")]
    [InlineData("""{"models":{"teacher":{"endpoint":" ","model":"m"}}}""", "$.models.teacher.endpoint must name an endpoint")]
    [InlineData("""{"models":{"teacher":{"endpoint":"e","model":"m","temperature":3}}}""", "$.models.teacher.temperature must be between 0 and 2")]
    [InlineData("""{"models":{"teacher":{"endpoint":"e","model":"m","displayName":"d"}}}""", "$.models.teacher.displayName is not a setting")]
    [InlineData("""{"generation":{"maxCandidates":1.5}}""", "$.generation.maxCandidates must be a whole number")]
    [InlineData("""{"generation":{"maxCandidates":99999999999}}""", "$.generation.maxCandidates must be a whole number")]
    [InlineData("""{"generation":{"maxCandidates":-1}}""", "$.generation.maxCandidates must be between 0 and 100000")]
    [InlineData("""{"generation":{"methods":[]}}""", "$.generation.methods is empty")]
    [InlineData("""{"generation":{"methods":[{"method":"magic"}]}}""", "$.generation.methods[0].method must be one of: pairs, selfInstruct, alpaca, evolInstruct, answers, supportDialogues")]
    [InlineData("""{"generation":{"methods":[{"share":1}]}}""", "$.generation.methods[0].method is missing")]
    [InlineData("""{"generation":{"methods":[{"method":"pairs","share":-1}]}}""", "$.generation.methods[0].share must be between 0 and")]
    [InlineData("""{"generation":{"methods":[{"method":"pairs","share":0}]}}""", "$.generation.methods has no share above 0")]
    [InlineData("""{"generation":{"methods":[{"method":"alpaca"},{"method":"alpaca","share":2}]}}""", "$.generation.methods names a method twice")]
    [InlineData("""{"generation":{"roundRequests":0}}""", "$.generation.roundRequests must be between 1 and 50")]
    [InlineData("""{"generation":{"selfInstruct":{"humanDemonstrations":0,"machineDemonstrations":0}}}""", "$.generation.selfInstruct.humanDemonstrations and machineDemonstrations must not both be 0")]
    [InlineData("""{"generation":{"alpaca":{"perRequest":3}}}""", "$.generation.alpaca.perRequest includes the demonstrations")]
    [InlineData("""{"generation":{"evolInstruct":{"minAddedWords":21}}}""", "$.generation.evolInstruct.minAddedWords must not be more than $.generation.evolInstruct.maxAddedWords")]
    [InlineData("""{"generation":{"answers":{"teachers":0}}}""", "$.generation.answers.teachers must be between 1 and 16")]
    [InlineData("""{"generation":{"supportDialogues":{"minTurns":8,"maxTurns":6}}}""", "$.generation.supportDialogues.minTurns must not be more than $.generation.supportDialogues.maxTurns")]
    [InlineData("""{"models":{"teachers":[{"endpoint":"e","model":"m"},{"endpoint":"f","model":"m"}]}}""", "$.models.teachers has two teachers with the same name")]
    [InlineData("""{"models":{"teachers":[{"endpoint":"","model":"m"}]}}""", "$.models.teachers[0].endpoint must name an endpoint")]
    [InlineData("""{"models":{"teacher":{"endpoint":"e","model":"x"},"teachers":[{"endpoint":"e","model":"m"}]}}""", "$.models.teacher is not one of $.models.teachers")]
    [InlineData("""{"models":{"allTeachers":[]}}""", "$.models.allTeachers is not a setting")]
    [InlineData("""{"split":{"validation":0.7,"retention":0.6}}""", "must not add up to more than 1")]
    [InlineData("""{"replay":{"share":1.01}}""", "$.replay.share must be between 0 and 1")]
    [InlineData("""{"training":{"trainingType":"fast"}}""", "$.training.trainingType must be one of: Standard, GlobalStandard, developerTier")]
    [InlineData("""{"budget":{"perRunUsd":-0.01}}""", "$.budget.perRunUsd must be between 0 and")]
    [InlineData("""{"budget":{"perRunUsd":1e999}}""", "$.budget.perRunUsd must be a number")]
    [InlineData("""{"decontamination":{"sets":["a"]}}""", "$.decontamination.sets[0] must be an object, not text")]
    [InlineData("""{"decontamination":{"sets":[{"name":"A/b"}]}}""", "$.decontamination.sets[0].name must be 1 to 40")]
    [InlineData("""{"decontamination":{"sets":[{"name":"a"},{"name":"a"}]}}""", "names a set twice")]
    [InlineData("""{"decontamination":{"sets":[{"name":"a","ngram":2}]}}""", "$.decontamination.sets[0].ngram must be between 5 and 100")]
    [InlineData("""{"decontamination":{"threshold":0.1}}""", "$.decontamination.threshold must be between 0.3 and 1")]
    [InlineData("""{"decontamination":{"action":"redact"}}""", "$.decontamination.action must be one of: reject, warn")]
    [InlineData("""{"decontamination":{"allow":[" "]}}""", "$.decontamination.allow has an empty entry")]
    [InlineData("""{"safety":{"injection":"redact"}}""", "$.safety.injection must be one of: warn, reject")]
    [InlineData("{\"judging\":\n  {\"threshold\":6,}}", "line 2, column 18")]
    [InlineData("{", "line 1")]
    [InlineData("""{"description":"\ud800"}""", "line 1, column 24")]
    [InlineData("""{"\ud800":1}""", "not well formed")]
    public void Parse_BadSettings_RefusedWithThePath(string json, string error) => Assert.Contains(error, Error(json), StringComparison.Ordinal);

    [Fact]
    public void Parse_NotUtf8_Refused() => Assert.Contains("not UTF-8", LineageSettingsReader.Parse([0xFF, 0xFE, (byte)'{', 0]).Error, StringComparison.Ordinal);

    [Fact]
    public void Parse_VeryDeep_Refused() => Assert.NotNull(LineageSettingsReader.Parse(Encoding.UTF8.GetBytes(new string('[', 10_000))).Error);

    [Property(MaxTest = 500)]
    public bool Parse_MutatedSettings_SettingsOrErrorNeverBothNeverNeither(ushort at, byte value)
    {
        var json = Encoding.UTF8.GetBytes("""{"tune":"nightly","models":{"judges":[{"endpoint":"e","model":"m"}]},"budget":{"perRunUsd":1.5}}""");
        json[at % json.Length] = value;
        var result = LineageSettingsReader.Parse(json);
        return result.Settings is null != result.Error is null;
    }

    [Fact]
    public void WithDefaults_OpenRoles_AreFilled()
    {
        var defaults = new LineageDefaults { TeacherEndpoint = "e", TeacherModel = "t", JudgeEndpoint = "e", JudgeModel = "j", TrainerEndpoint = "e", BaseModel = "b", EmbedderEndpoint = "e" };
        var filled = new LineageSettings().WithDefaults(defaults).Models;
        Assert.Equal((new ModelChoice("e", "t"), new ModelChoice("e", "b"), null), (filled.Teacher, filled.Trainer, filled.Embedder));
        Assert.Equal([new ModelChoice("e", "j")], filled.Judges);
        var own = new LineageSettings { Models = new RoleSettings { Teacher = new("x", "y"), Judges = [new("x", "z")] } }.WithDefaults(defaults).Models;
        Assert.Equal((new ModelChoice("x", "y"), new ModelChoice("x", "z")), (own.Teacher, Assert.Single(own.Judges)));
    }

    [Fact]
    public void AllTeachers_ListElseTheOne()
    {
        ModelChoice one = new("e", "m"), other = new("e", "n");
        Assert.Empty(new RoleSettings().AllTeachers);
        Assert.Equal([one], new RoleSettings { Teacher = one }.AllTeachers);
        Assert.Equal([other, one], new RoleSettings { Teacher = one, Teachers = [other, one] }.AllTeachers);
        Assert.Equal(other, new LineageDefaults { TeacherEndpoint = "x", TeacherModel = "y" }.Complete(new RoleSettings { Teachers = [other] }).Teacher);
        var mixed = Settings("""{"generation":{"methods":[{"method":"selfInstruct","share":2},{"method":"supportDialogues"}]}}""").Generation.Methods;
        Assert.Equal([new(GenerationMethod.SelfInstruct, 2), new(GenerationMethod.SupportDialogues)], mixed);
    }

    private static LineageSettings Settings(string json)
    {
        var result = LineageSettingsReader.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(result.Error);
        return result.Settings!;
    }

    private static string Error(string json)
    {
        var result = LineageSettingsReader.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(result.Settings);
        return result.Error!;
    }
}
