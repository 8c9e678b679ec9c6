using FineTune.Core.Examples;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Methods.Support;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Tests.Support;
using FineTune.Testing;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class SupportMethodTests
{
    private const string Context = "Order 40718, two mugs at 29,00 euros each, left on 12 March 2026 (tracking RB-1234-X). Nine days ago. Mail shop@example.com or {agent}. Open 9:30. 1,250 points. 2026-05-04.";

    [Theory]
    [InlineData("Order 40718 left on March 12.", 0)]
    [InlineData("Your order #40718 left on the 12th.", 0)]
    [InlineData("Order-40718 is on its way.", 0)]
    [InlineData("Order 40719 is on its way.", 1)]
    [InlineData("Each is €29.", 0)]
    [InlineData("Each is 29.50 euros.", 1)]
    [InlineData("Tracking rb1234x says so.", 0)]
    [InlineData("Tracking RC-1234-X says so.", 1)]
    [InlineData("It was ordered 9 days ago; I need 2 minutes.", 0)]
    [InlineData("You get 7% off.", 1)]
    [InlineData("You get $7 off.", 1)]
    [InlineData("You have 45 days.", 1)]
    [InlineData("It comes on 14 April.", 2)]
    [InlineData("It comes on 4 May.", 0)]
    [InlineData("You may do 1 thing.", 0)]
    [InlineData("Write to Shop@Example.com.", 0)]
    [InlineData("Write to help@example.com.", 1)]
    [InlineData("See https://example.com/returns.", 1)]
    [InlineData("We open at 9:30 and you have 1250 points.", 0)]
    [InlineData("A 2-day delivery, version v2.", 1)]
    [InlineData("Thank you, goodbye!", 0)]
    public void Unknown_WhatTheAgentSays_CountsFactsThatTheContextLacks(string said, int unknown) => Assert.Equal(unknown, FactCheck.Unknown(said, Context));

    [Theory]
    [InlineData("Hello {name}, order [ORDER_ID]", "{name} has [ORDER_ID] and <city>", true)]
    [InlineData("Hello {name}", "Hello [NAME]", false)]
    [InlineData("Hello {{name}}", "Hello {name}", false)]
    [InlineData("Hello <customer name>", "nothing", false)]
    [InlineData("3 < 4 and [sic] and {}", "nothing", true)]
    public void AreKnown_Placeholders_InTheirVeryForm(string text, string context, bool known) => Assert.Equal(known, Placeholders.AreKnown(text, context));

    [Theory]
    [InlineData("ca", null)]
    [InlineData("caca", null)]
    [InlineData("c", Reasons.TooFewTurns)]
    [InlineData("cacacaca", Reasons.TooManyTurns)]
    [InlineData("cac", Reasons.LastTurnIsNotTheAgents)]
    [InlineData("cca", Reasons.RolesDoNotAlternate)]
    [InlineData("aca", Reasons.RolesDoNotAlternate)]
    [InlineData("c-", Reasons.EmptyTurn)]
    public void Check_Turns_NamesTheRule(string turns, string? reason) =>
        Assert.Equal(reason, DialogueRules.Check(new("Asks.", "Order 40718.", [.. turns.Select(turn => new SupportTurn(turn != 'c', turn == '-' ? " " : "Hello 40718"))]), new() { MaxTurns = 6 }));

    [Fact]
    public void Check_ContextFactsAndPlaceholders_NamesTheRule()
    {
        var settings = new SupportDialoguesSettings();
        SupportDialogue good = new("Asks for a refund.", "Order 40718, [NAME].", [new(false, "I paid 25 euros"), new(true, "Sorry, [NAME]: 25 euros for 40718.")]);
        Assert.Null(DialogueRules.Check(good, settings));
        Assert.Equal(Reasons.MissingContext, DialogueRules.Check(good with { SpecificInformation = " " }, settings));
        Assert.Equal(Reasons.FactNotInContext, DialogueRules.Check(good with { SpecificInformation = "Order 40719, [NAME]." }, settings));
        Assert.Null(DialogueRules.Check(good with { SpecificInformation = "Order 40719, [NAME]." }, settings with { CheckFacts = false }));
        Assert.Null(DialogueRules.Check(good with { SpecificInformation = "[NAME]" }, settings, system: "All about 40718."));
        Assert.Equal(Reasons.PlaceholderNotInContext, DialogueRules.Check(good with { SpecificInformation = "Order 40718, {name}." }, settings));
    }

    [Theory]
    [InlineData("""{"dialogues":[{"summary":"s","specificInformation":"i","turns":[{"role":"Customer","text":"q"},{"role":"agent","text":"a"}]}]}""", 1, null)]
    [InlineData("Here:\n```json\n[{\"summary\":\"s\",\"specificInformation\":\"i\",\"turns\":[{\"role\":\"user\",\"text\":\"q\"},{\"role\":\"assistant\",\"text\":\"a\"}]}]\n```", 1, null)]
    [InlineData("Summary: s\n\nSpecific information: i\n\n###\n\nCustomer: q\nAgent: a\n\nSummary: s\nSpecific information: i\nCustomer: q\nmore\nAgent: a", 2, null)]
    [InlineData("""{"dialogues":[{"summary":"s","specificInformation":"i","turns":[{"role":"boss","text":"q"}]}]}""", 0, "has no summary, specific information and turns")]
    [InlineData("Lovely weather.", 0, "no array of dialogues")]
    public void Parse_Answers_Dialogues(string text, int count, string? malformed)
    {
        var (dialogues, problem) = SupportAnswer.Parse(text);
        Assert.Equal(count, dialogues.Count);
        Assert.Contains(malformed ?? "", problem ?? "", StringComparison.Ordinal);
        Assert.All(dialogues, dialogue => Assert.Equal(("s", "i", false, true), (dialogue.Summary, dialogue.SpecificInformation, dialogue.Turns[0].IsAgent, dialogue.Turns[^1].IsAgent)));
    }

    [Fact]
    public void ToExample_Dialogue_TheFormOfConvertedDrops()
    {
        SupportDialogue dialogue = new("s", "i", [new(false, "q1"), new(true, "a1"), new(false, "q2"), new(true, "a2")]);
        var converted = PromptCompletionConverter.Convert("Summary: s\n\nSpecific information: i\n\n###\n\nCustomer: q1\nAgent: a1\nCustomer: q2\nAgent:", " a2\n");
        Assert.Equal(converted.Messages, dialogue.ToExample().Messages);
    }

    [Fact]
    public void Complete_TheLegacySample_NewDialoguesOfTheSameForm()
    {
        var rows = RepositoryFiles.Read("samples/legacy-support.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Drops.Validate(line).Row).OfType<ValidatedRow>();
        var seeds = SeedPool.Choose(rows, 200, 42);
        var setup = Growing.Setup(null, seeds);
        Assert.Null(MethodMix.Of(GenerationMethod.SupportDialogues).Refuse(setup));
        var round = Growing.Begin(new GenerationState(setup), GenerationMethod.SupportDialogues);
        Assert.Contains("### Conversation 1\nSummary: ", round.Waiting[0].Messages[1].Text, StringComparison.Ordinal);
        Assert.Contains("\nCustomer: ", round.Waiting[0].Messages[1].Text, StringComparison.Ordinal);
        Assert.Equal(4, round.Complete().Rows.Count(row => row.Outcome == CandidateOutcome.Ok));
        Assert.All(round.Rows, row => Assert.Equal("system", row.Example!.Messages[0].Role));
    }

    [Fact]
    public void Check_TheOwnersOwnConversations_ReadAsDialogues()
    {
        var seeds = RepositoryFiles.Read("samples/legacy-support.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Drops.Validate(line).Row!.Example).ToList();
        var flagged = seeds.Count(example => FactCheck.Unknown(ExampleText.Response(example), string.Join('\n', example.Messages.SkipLast(1).Select(turn => turn.Content))) > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{flagged} of {seeds.Count} answers of the sample state what their context lacks.");
        Assert.InRange(flagged, 0, seeds.Count / 3);
    }
}
