namespace FineTune.Datasets.Rules;

/// <summary>Every rule with its severity and mend. The one source of what findings say; docs/rules.md is checked against it.</summary>
public static class RuleBook
{
    private static readonly Rule[] Rules =
    [
        Error(RuleIds.LineTooLong, "The line is too long", "Split the example or shorten its texts; JSON Lines means one example per line."),
        Error(RuleIds.NotUtf8, "The line is not UTF-8", "Save the file as UTF-8."),
        Fixable(Error(RuleIds.NotJson, "The line is not JSON", "Write one complete JSON object per line, with double quotes and no trailing comma.")),
        Error(RuleIds.NotAnObject, "The line is not a JSON object", "Write one example per line as an object; an array of examples becomes one line each."),
        Error(RuleIds.TooDeep, "The JSON is nested too deep", "Keep objects and arrays at most 64 levels deep."),
        Error(RuleIds.DuplicateKey, "A key occurs twice in one object", "Keep one of the two; readers disagree about which one counts."),
        Error(RuleIds.UnknownShape, "The line has none of the known shapes", "Give 'messages', or 'instruction' and 'output' (or 'instances'), or 'prompt' and 'completion', or 'input', 'preferred_output' and 'non_preferred_output'."),
        Error(RuleIds.WrongType, "A value has the wrong type", "Change the value to the type that the message names."),
        Error(RuleIds.NoMessages, "There are no messages", "Give 'messages' at least one user and one assistant message."),
        Error(RuleIds.NoRole, "A message has no role", "Add \"role\": system, developer, user, assistant or tool."),
        Error(RuleIds.NoContent, "A message has no content", "Add \"content\" as text; only an assistant message with tool calls or a refusal goes without."),
        Error(RuleIds.UnknownRole, "A message has an unknown role", "Use system, developer, user, assistant or tool."),
        Fixable(Warning(RuleIds.UnknownKey, "A key is not known and is left out", "Remove the key, or correct its spelling.")),
        Error(RuleIds.NoAssistantTurn, "There is no assistant message", "Add the answer that the model shall learn as an assistant message."),
        Error(RuleIds.LastTurnNotAssistant, "The last message is not the assistant's", "End the example with the answer that the model shall learn."),
        Error(RuleIds.NothingToLearn, "Every assistant message has weight 0", "Give at least one assistant message weight 1, or leave its weight out."),
        Fixable(Error(RuleIds.WrongWeight, "A weight is not 0 or 1", "Use 0 (do not learn this message) or 1, on assistant messages.")),
        Error(RuleIds.NonTextContent, "A message has content that is not text", "Keep text parts only; images, audio and files are not trained."),
        Fixable(Error(RuleIds.WrongToolCall, "A tool call is incomplete", "Give each call an id, \"type\": \"function\" and a function with name and arguments.")),
        Error(RuleIds.ArgumentsNotJson, "The arguments of a tool call are not JSON", "Write the arguments as a string that holds one JSON object."),
        Error(RuleIds.ToolCallIds, "Tool calls and their answers do not belong together", "Answer each call with one tool message of the same tool_call_id, right after the call."),
        Error(RuleIds.UnknownTool, "A called tool is not defined", "Define the tool in 'tools' of the same line, or correct the name."),
        Error(RuleIds.WrongTools, "The tools are not well formed", "Give 'tools' as an array of {\"type\": \"function\", \"function\": {\"name\": ..., \"parameters\": {...}}}."),
        Error(RuleIds.MissingField, "A field of the shape is missing", "Add the field that the message names."),
        Fixable(Error(RuleIds.LegacyFunctions, "Legacy function calling is used", "Use 'tools', 'tool_calls' and the role tool in place of 'functions', 'function_call' and the role function.")),
        Info(RuleIds.OnlyPreferredTrained, "Of preference pairs only the preferred answer is trained", "Nothing to do; the losing answers are kept in validated.jsonl."),
        Warning(RuleIds.EqualOutputs, "The two outputs of a preference pair are equal", "Give another losing answer, or make the line a chat line."),
        Error(RuleIds.WrongOutput, "An output of a preference pair is no answer", "Give each output at least one assistant message, and none but assistant and tool messages."),
        Fixable(Warning(RuleIds.NotTogether, "Parts of the line do not go together", "Keep one of the two that the message names.")),
        Warning(RuleIds.NameFormat, "A name is none that providers take", "Use 1 to 64 letters, digits, _ and -."),

        Error(RuleIds.UnclosedQuote, "A quoted cell has no end", "Close the quote, or write a quote inside a cell twice (\"\")."),
        Error(RuleIds.TextAfterQuote, "Text follows a closing quote", "Write a quote inside a quoted cell twice (\"\"), and nothing between the closing quote and the next delimiter."),
        Error(RuleIds.SurplusCells, "A row has more cells than the header", "Quote cells that hold the delimiter, or name the additional columns in the first row."),
        Error(RuleIds.RecordNotUtf8, "A row is not UTF-8", "Save the file as UTF-8 (in Excel: CSV UTF-8)."),
        Error(RuleIds.CellNotJson, "A cell that must hold JSON does not", "Write the cell as JSON, with double quotes (json.dumps, JSON.stringify), not as the language prints a list."),
        Error(RuleIds.RecordTooLong, "A record is too long", "Split the example or shorten its texts."),
        Error(RuleIds.ElementNotJson, "An element of the array is not JSON", "Write each example as one JSON object, with double quotes and no comma behind its last key."),
        Error(RuleIds.ArrayCutOff, "The JSON is cut off", "Write the file to its end: a half-copied file ends in the middle."),
        Error(RuleIds.TextAfterArray, "Something follows the end of the array", "Put all examples into one array, or each on its own line as JSON Lines."),

        Error(RuleIds.EmptyAnswer, "The answer is empty", "Write the answer that the model shall learn, or remove the line."),
        Warning(RuleIds.EmptyUserTurn, "A user message is empty", "Write what the user says, or remove the message."),
        Error(RuleIds.LoneSurrogate, "A text holds half of a surrogate pair", "Export the text again as UTF-8; \\ud800 to \\udfff occur in pairs only."),
        Fixable(Error(RuleIds.NulCharacter, "A text holds a NUL character", "Remove \\u0000 from the text.")),
        Error(RuleIds.TooManyTokens, "The example has more tokens than the base model trains on", "Shorten or split the example: the provider would cut off its end, which is the answer."),
        Warning(RuleIds.NoUserTurn, "There is no user message", "Add what the user says before the answer, unless the model shall speak first."),
        Error(RuleIds.EmptyInstruction, "The instruction is empty", "Write what the model is asked to do."),
        Fixable(Warning(RuleIds.ControlCharacter, "A text holds a control character", "Remove control characters other than tab and line ends.")),
        Warning(RuleIds.ReplacementCharacter, "A text holds the replacement character U+FFFD", "Export the text again with the right encoding; a character was lost earlier."),
        Warning(RuleIds.RefusalOnly, "The answer only refuses", "Keep it if the model shall refuse this; otherwise write the answer, or remove the line."),
        Warning(RuleIds.NearEmptyAnswer, "The answer is next to empty", "Write the answer that the model shall learn, or remove the line."),
        Warning(RuleIds.AiBoilerplate, "The answer speaks as an AI", "Remove the phrase: the model would repeat it where nobody asked."),
        Warning(RuleIds.WrongRoleText, "The answer holds another role's text", "Make each speaker a message of its own, and remove chat marks from the texts."),
        Warning(RuleIds.LongSystemPrompt, "The system message is very long", "Move what is the same in every example into the training itself: shorten it, and send the same text later."),
        Warning(RuleIds.StopTrap, "The completion has more lines than its stop sequence allows", "Use a stop sequence that does not occur in the text, such as ' END'; conversion to chat needs none."),
        Warning(RuleIds.MostlyUpperCase, "The answer is mostly in upper case", "Write it in ordinary case, unless the capitals mean something."),
        Error(RuleIds.BelowThreshold, "The judges scored the example below the threshold", "Improve the answer, or lower 'judging.threshold', or set 'judging.judgeDrop' to false."),

        Fixable(Error(RuleIds.DuplicateInDrop, "The example occurs more than once in the drop", "Remove the repetition; the first one is kept.")),
        Warning(RuleIds.ContradictoryAnswers, "The same question has different answers", "Keep the right answer; where both are right, leave both."),
        Warning(RuleIds.NearDuplicates, "Lines are nearly the same", "Keep one line of each group, or make them differ."),
        Warning(RuleIds.ClassImbalance, "Some answers are much rarer than others", "Add examples of the rare answers, or remove some of the frequent ones."),
        Info(RuleIds.LanguageMix, "The answers are in several languages", "Nothing to do if the model shall speak them all; otherwise make one drop per language."),
        Warning(RuleIds.InEarlierIncrement, "The example is part of an earlier increment", "Drop new examples only; earlier ones come back by replay."),
        Warning(RuleIds.MixedShapes, "The file mixes shapes", "Keep one shape per file, unless the mix is meant: every line is read by its own shape."),
        Error(RuleIds.HeldOutEarlier, "An earlier increment holds the example out", "Remove the line: a model that was trained on it cannot be proved by it."),
        Warning(RuleIds.NearHeldOutEarlier, "The example is nearly one that an earlier increment holds out", "Remove the line if it says the same; the proof counts less with each."),
        Error(RuleIds.Contaminated, "The example repeats an item of an evaluation set", "Remove the line, or allow the item or the text in 'decontamination.allow' when it is common property."),

        Info(RuleIds.LegacyExampleCount, "A legacy file: how many pairs it holds", "Collect a few hundred pairs; each doubling helps about equally."),
        Error(RuleIds.LegacyPromptColumn, "A legacy file has no prompts", "Name the key \"prompt\", in lower case; leave its text empty for open-ended generation."),
        Error(RuleIds.LegacyCompletionColumn, "A legacy file has no completions", "Name the key \"completion\", in lower case."),
        Warning(RuleIds.LegacyAdditionalColumns, "A legacy file has further keys", "Remove them; only \"prompt\" and \"completion\" are used."),
        Warning(RuleIds.LegacyEmptyCompletion, "A legacy file has empty completions", "Write the completions, or remove the rows."),
        Info(RuleIds.LegacyTaskType, "A legacy file seems to train a classification", "Keep some rows out of the training to measure the result; the split settings do that."),
        Warning(RuleIds.LegacyDuplicates, "A legacy file repeats pairs", "Remove the repetitions."),
        Warning(RuleIds.LegacyLongExamples, "A legacy file has very long pairs", "Shorten or remove them."),
        Warning(RuleIds.LegacyUpperCase, "A legacy file is largely in upper case", "Write prompts and completions in ordinary case, unless the capitals mean something."),
        Warning(RuleIds.LegacyPromptSeparator, "The end of the prompts of a legacy file", "End every prompt with one separator that occurs nowhere else; conversion to chat takes it off again."),
        Warning(RuleIds.LegacyPromptPrefix, "The prompts of a legacy file start alike", "Remove the common start, or make it a system message."),
        Warning(RuleIds.LegacyCompletionPrefix, "The completions of a legacy file start alike", "Remove the common start."),
        Warning(RuleIds.LegacyCompletionStop, "The end of the completions of a legacy file", "End every completion with one stop sequence that occurs nowhere else; conversion to chat takes it off again."),
        Warning(RuleIds.LegacyCompletionSpace, "Completions of a legacy file do not start with a space", "Nothing to do for chat models: conversion to chat needs no space."),

        Warning(RuleIds.EmailAddress, "A text holds an e-mail address", "Replace it by a made-up one of example.com, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.PhoneNumber, "A text holds a phone number", "Replace it by a made-up one, such as 555-0100, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.Iban, "A text holds a bank account number (IBAN)", "Replace it by a made-up one with wrong check digits, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.CardNumber, "A text holds a payment card number", "Replace it by a made-up one with a wrong check digit, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.IpAddress, "A text holds a public IP address", "Replace it by a documentation address, such as 203.0.113.7, or set 'safety.pii' to what your drops need."),
        Error(RuleIds.KnownSecret, "A text holds a key or token", "Revoke it, then replace it: what a model learns it can say."),
        Error(RuleIds.LikelySecret, "A text holds what looks like a password or key", "Revoke it if it is real, then replace it by words such as <password>."),
        Warning(RuleIds.JudgeInjection, "A text is aimed at judges", "Remove it, unless the model shall learn to withstand it."),
    ];

    private static readonly Dictionary<string, Rule> ById = Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>All rules, by id.</summary>
    public static IReadOnlyList<Rule> All => Rules;

    /// <summary>The rule; null where there is none of that id.</summary>
    public static Rule? Find(string id) => ById.GetValueOrDefault(id);

    /// <exception cref="ArgumentException">There is no such rule.</exception>
    public static Rule Get(string id) =>
        Find(id) ?? throw new ArgumentException($"There is no rule '{id}'; see {nameof(RuleIds)}.", nameof(id));

    /// <summary>A finding with the rule's severity and mend.</summary>
    /// <param name="line">1-based; 0 for the whole set.</param>
    /// <param name="message">What is wrong here; the rule's title where it is null. Must not quote row text.</param>
    /// <param name="path">JSON path inside the line.</param>
    /// <param name="severity">Where it depends on what was found or on the lineage; the rule's own where it is null.</param>
    public static Finding Finding(string id, long line, string? message = null, string? path = null, Severity? severity = null)
    {
        var rule = Get(id);
        return new Finding(id, severity ?? rule.Severity, line, path, message ?? rule.Title + ".", rule.Fix);
    }

    private static Rule Fixable(Rule rule) => rule with { Fixable = true };

    private static Rule Error(string id, string title, string fix) => new(id, Severity.Error, title, fix);

    private static Rule Info(string id, string title, string fix) => new(id, Severity.Info, title, fix);

    private static Rule Warning(string id, string title, string fix) => new(id, Severity.Warning, title, fix);
}
