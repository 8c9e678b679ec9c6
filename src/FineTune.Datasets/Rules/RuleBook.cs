namespace FineTune.Datasets.Rules;

/// <summary>Every rule with its severity and fix. The one source of what findings say; docs/rules.md is checked against it.</summary>
public static class RuleBook
{
    private static readonly Rule[] Rules =
    [
        Error(RuleIds.LineTooLong, "The line is too long", "Split the example or shorten its texts. JSON Lines has one example per line."),
        Error(RuleIds.NotUtf8, "The line is not UTF-8", "Save the file as UTF-8."),
        Fixable(Error(RuleIds.NotJson, "The line is not JSON", "Write one complete JSON object per line, with double quotes and no trailing comma.")),
        Error(RuleIds.NotAnObject, "The line is not a JSON object", "Write one object per line; write each element of an array as its own line."),
        Error(RuleIds.TooDeep, "The JSON is nested too deeply", "Keep objects and arrays at most 64 levels deep."),
        Error(RuleIds.DuplicateKey, "A key occurs twice in one object", "Keep one of the two. Readers disagree about which one counts."),
        Error(RuleIds.UnknownShape, "The line has none of the known shapes", "Give 'messages', or 'instruction' and 'output' (or 'instances'), or 'prompt' and 'completion', or 'input', 'preferred_output' and 'non_preferred_output'."),
        Error(RuleIds.WrongType, "A value has the wrong type", "Change the value to the type that the message names."),
        Error(RuleIds.NoMessages, "There are no messages", "Give 'messages' at least one user and one assistant message."),
        Error(RuleIds.NoRole, "A message has no role", "Add \"role\": system, developer, user, assistant or tool."),
        Error(RuleIds.NoContent, "A message has no content", "Add \"content\" as text. Only an assistant message with tool calls or a refusal can omit it."),
        Error(RuleIds.UnknownRole, "A message has an unknown role", "Use system, developer, user, assistant or tool."),
        Fixable(Warning(RuleIds.UnknownKey, "An unknown key is ignored", "Remove the key, or correct its spelling.")),
        Error(RuleIds.NoAssistantTurn, "There is no assistant message", "Add the answer that the model should learn as an assistant message."),
        Error(RuleIds.LastTurnNotAssistant, "The last message is not from the assistant", "End the example with the answer that the model should learn."),
        Error(RuleIds.NothingToLearn, "Every assistant message has weight 0", "Give at least one assistant message weight 1, or omit its weight."),
        Fixable(Error(RuleIds.WrongWeight, "A weight is not 0 or 1", "Use 0 (do not train this message) or 1, on assistant messages.")),
        Error(RuleIds.NonTextContent, "A message has content that is not text", "Keep only text parts. Images, audio and files are not trained."),
        Fixable(Error(RuleIds.WrongToolCall, "A tool call is incomplete", "Give each call an id, \"type\": \"function\" and a function with name and arguments.")),
        Error(RuleIds.ArgumentsNotJson, "The arguments of a tool call are not JSON", "Write the arguments as a string that contains one JSON object."),
        Error(RuleIds.ToolCallIds, "Tool calls and tool messages do not match", "Answer each call with one tool message with the same tool_call_id, right after the call."),
        Error(RuleIds.UnknownTool, "A called tool is not defined", "Define the tool in 'tools' of the same line, or correct the name."),
        Error(RuleIds.WrongTools, "The tools are not valid", "Give 'tools' as an array of {\"type\": \"function\", \"function\": {\"name\": ..., \"parameters\": {...}}}."),
        Error(RuleIds.MissingField, "A field of the shape is missing", "Add the field that the message names."),
        Fixable(Error(RuleIds.LegacyFunctions, "Legacy function calling is used", "Use 'tools', 'tool_calls' and the role tool instead of 'functions', 'function_call' and the role function.")),
        Info(RuleIds.OnlyPreferredTrained, "Only the preferred answer of preference pairs is trained", "No action needed. The losing answers are kept in validated.jsonl."),
        Warning(RuleIds.EqualOutputs, "The two outputs of a preference pair are equal", "Write a different losing answer, or write the line as chat."),
        Error(RuleIds.WrongOutput, "An output of a preference pair is not an answer", "Give each output at least one assistant message, and only assistant and tool messages."),
        Fixable(Warning(RuleIds.NotTogether, "Parts of the line contradict each other", "Keep one of the two that the message names.")),
        Warning(RuleIds.NameFormat, "A name is not valid for providers", "Use 1 to 64 letters, digits, _ and -."),

        Error(RuleIds.UnclosedQuote, "A quoted cell is not closed", "Close the quote, or double a quote inside a cell (\"\")."),
        Error(RuleIds.TextAfterQuote, "Text follows a closing quote", "Double a quote inside a quoted cell (\"\"), and write nothing between the closing quote and the next delimiter."),
        Error(RuleIds.SurplusCells, "A row has more cells than the header", "Quote cells that contain the delimiter, or name the additional columns in the first row."),
        Error(RuleIds.RecordNotUtf8, "A row is not UTF-8", "Save the file as UTF-8 (in Excel: CSV UTF-8)."),
        Error(RuleIds.CellNotJson, "A cell that must contain JSON does not", "Write the cell as JSON with double quotes (json.dumps, JSON.stringify), not in a programming language's own notation."),
        Error(RuleIds.RecordTooLong, "A record is too long", "Split the example or shorten its texts."),
        Error(RuleIds.ElementNotJson, "An element of the array is not JSON", "Write each example as one JSON object, with double quotes and no comma after its last key."),
        Error(RuleIds.ArrayCutOff, "The JSON is cut off", "Write the complete file. A half-copied file ends in the middle."),
        Error(RuleIds.TextAfterArray, "There is content after the end of the array", "Put all examples into one array, or each on its own line as JSON Lines."),

        Error(RuleIds.EmptyAnswer, "The answer is empty", "Write the answer that the model should learn, or remove the line."),
        Warning(RuleIds.EmptyUserTurn, "A user message is empty", "Write what the user says, or remove the message."),
        Error(RuleIds.LoneSurrogate, "A text contains half of a surrogate pair", "Export the text again as UTF-8. \\ud800 to \\udfff must occur in pairs."),
        Fixable(Error(RuleIds.NulCharacter, "A text contains a NUL character", "Remove \\u0000 from the text.")),
        Error(RuleIds.TooManyTokens, "The example has more tokens than the base model trains on", "Shorten or split the example. The provider would cut off its end, which is the answer."),
        Warning(RuleIds.NoUserTurn, "There is no user message", "Add what the user says before the answer, unless the model should speak first."),
        Error(RuleIds.EmptyInstruction, "The instruction is empty", "Write what the model is asked to do."),
        Fixable(Warning(RuleIds.ControlCharacter, "A text contains a control character", "Remove control characters other than tab and line ends.")),
        Warning(RuleIds.ReplacementCharacter, "A text contains the replacement character U+FFFD", "Export the text again with the right encoding. A character was lost earlier."),
        Warning(RuleIds.RefusalOnly, "The answer only refuses", "Keep it if the model should refuse this. Otherwise write the answer, or remove the line."),
        Warning(RuleIds.NearEmptyAnswer, "The answer is nearly empty", "Write the answer that the model should learn, or remove the line."),
        Warning(RuleIds.AiBoilerplate, "The answer speaks as an AI", "Remove the phrase. The model would repeat it where nobody asked."),
        Warning(RuleIds.WrongRoleText, "The answer contains another role's text", "Make each speaker a separate message, and remove chat markers from the texts."),
        Warning(RuleIds.LongSystemPrompt, "The system message is very long", "Shorten it, and send the same short text when you use the model: training teaches what every example shares."),
        Warning(RuleIds.StopTrap, "The completion has more lines than its stop sequence allows", "Use a stop sequence that does not occur in the text, such as ' END'. Conversion to chat needs none."),
        Warning(RuleIds.MostlyUpperCase, "The answer is mostly in upper case", "Write it in ordinary case, unless the capitals have a meaning."),
        Error(RuleIds.BelowThreshold, "The judges scored the example below the threshold", "Improve the answer, or lower 'judging.threshold', or set 'judging.judgeDrop' to false."),

        Fixable(Error(RuleIds.DuplicateInDrop, "The example occurs more than once in the drop", "Remove the repetition. The first one is kept.")),
        Warning(RuleIds.ContradictoryAnswers, "The same question has different answers", "Keep the right answer. If both are right, keep both."),
        Warning(RuleIds.NearDuplicates, "Lines are nearly the same", "Keep one line of each group, or make them differ."),
        Warning(RuleIds.ClassImbalance, "Some answers are much rarer than others", "Add examples of the rare answers, or remove some of the frequent ones."),
        Info(RuleIds.LanguageMix, "The answers are in several languages", "No action needed if the model should speak all of them. Otherwise make one drop per language."),
        Warning(RuleIds.InEarlierIncrement, "The example is part of an earlier increment", "Drop only new examples. Earlier ones are mixed in by replay."),
        Warning(RuleIds.MixedShapes, "The file mixes shapes", "Keep one shape per file, unless the mix is intended. Every line is read by its own shape."),
        Error(RuleIds.HeldOutEarlier, "An earlier increment holds this example out", "Remove the line. A model cannot be evaluated on an example that it was trained on."),
        Warning(RuleIds.NearHeldOutEarlier, "The example is nearly the same as one that an earlier increment holds out", "Remove the line if it says the same. Each such line weakens the evaluation."),
        Error(RuleIds.Contaminated, "The example repeats an item of an evaluation set", "Remove the line, or allow the item or the text in 'decontamination.allow' if it is common knowledge."),

        Info(RuleIds.LegacyExampleCount, "Number of pairs in a legacy file", "Collect a few hundred pairs. Each doubling helps about equally."),
        Error(RuleIds.LegacyPromptColumn, "A legacy file has no prompts", "Name the key \"prompt\", in lower case. Leave its text empty for open-ended generation."),
        Error(RuleIds.LegacyCompletionColumn, "A legacy file has no completions", "Name the key \"completion\", in lower case."),
        Warning(RuleIds.LegacyAdditionalColumns, "A legacy file has other keys", "Remove them. Only \"prompt\" and \"completion\" are used."),
        Warning(RuleIds.LegacyEmptyCompletion, "A legacy file has empty completions", "Write the completions, or remove the rows."),
        Info(RuleIds.LegacyTaskType, "A legacy file seems to be for classification", "Hold some rows out of training to measure the result. The split settings do that."),
        Warning(RuleIds.LegacyDuplicates, "A legacy file repeats pairs", "Remove the repetitions."),
        Warning(RuleIds.LegacyLongExamples, "A legacy file has very long pairs", "Shorten or remove them."),
        Warning(RuleIds.LegacyUpperCase, "A legacy file is largely in upper case", "Write prompts and completions in ordinary case, unless the capitals have a meaning."),
        Warning(RuleIds.LegacyPromptSeparator, "The end of the prompts of a legacy file", "End every prompt with one separator that occurs nowhere else. Conversion to chat removes it."),
        Warning(RuleIds.LegacyPromptPrefix, "The prompts of a legacy file have a common start", "Remove the common start, or make it a system message."),
        Warning(RuleIds.LegacyCompletionPrefix, "The completions of a legacy file have a common start", "Remove the common start."),
        Warning(RuleIds.LegacyCompletionStop, "The end of the completions of a legacy file", "End every completion with one stop sequence that occurs nowhere else. Conversion to chat removes it."),
        Warning(RuleIds.LegacyCompletionSpace, "Completions of a legacy file do not start with a space", "No action needed for chat models: conversion to chat needs no space."),

        Warning(RuleIds.EmailAddress, "A text contains an e-mail address", "Replace it with an invented one at example.com, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.PhoneNumber, "A text contains a phone number", "Replace it with an invented one, such as 555-0100, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.Iban, "A text contains a bank account number (IBAN)", "Replace it with an invented one with wrong check digits, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.CardNumber, "A text contains a payment card number", "Replace it with an invented one with a wrong check digit, or set 'safety.pii' to what your drops need."),
        Warning(RuleIds.IpAddress, "A text contains a public IP address", "Replace it with a documentation address, such as 203.0.113.7, or set 'safety.pii' to what your drops need."),
        Error(RuleIds.KnownSecret, "A text contains a key or token", "Revoke it, then replace it. A model can repeat what it has learned."),
        Error(RuleIds.LikelySecret, "A text contains what looks like a password or key", "Revoke it if it is real, then replace it with a word such as <password>."),
        Warning(RuleIds.JudgeInjection, "A text is aimed at judges", "Remove it, unless the model should learn to resist it."),
    ];

    private static readonly Dictionary<string, Rule> ById = Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>All rules, by id.</summary>
    public static IReadOnlyList<Rule> All => Rules;

    /// <summary>The rule; null where there is none of that id.</summary>
    public static Rule? Find(string id) => ById.GetValueOrDefault(id);

    /// <exception cref="ArgumentException">There is no such rule.</exception>
    public static Rule Get(string id) =>
        Find(id) ?? throw new ArgumentException($"There is no rule '{id}'; see {nameof(RuleIds)}.", nameof(id));

    /// <summary>A finding with the rule's severity and fix.</summary>
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
