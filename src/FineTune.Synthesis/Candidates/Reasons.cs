namespace FineTune.Synthesis.Candidates;

/// <summary>Why candidates are dropped, as rows and reports name it. Each is counted.</summary>
public static class Reasons
{
    public const string NotNovel = "notNovel";
    public const string Duplicate = "duplicate";
    public const string Empty = "empty";
    public const string ControlCharacters = "controlCharacters";

    public const string MoreThanAsked = "moreThanAsked";
    public const string TooShort = "tooShort";
    public const string TooLong = "tooLong";
    public const string Blacklist = "blacklist";
    public const string WriteAProgram = "writeAProgram";
    public const string StartsWithPunctuation = "startsWithPunctuation";
    public const string StartsWithNonAscii = "startsWithNonAscii";

    public const string InputEqualsOutput = "inputEqualsOutput";
    public const string EmptyOutput = "emptyOutput";
    public const string EndsWithColon = "endsWithColon";
    public const string DuplicateInstance = "duplicateInstance";
    public const string ConflictingInstances = "conflictingInstances";
    public const string CutInstance = "cutInstance";
    public const string TooManyInstances = "tooManyInstances";
    public const string CutRecord = "cutRecord";
    public const string FieldCount = "fieldCount";

    public const string PromptLeak = "promptLeak";
    public const string NoInformationGain = "noInformationGain";
    public const string DroppedTableOrCode = "droppedTableOrCode";
    public const string Refusal = "refusal";
    public const string StopWordsOnly = "stopWordsOnly";

    public const string Repetition = "repetition";
    public const string JudgeInjection = "judgeInjection";
    public const string WrongArithmetic = "wrongArithmetic";
    public const string NotAvailable = "notAvailable";
    public const string MergedInstructions = "mergedInstructions";
    public const string AsAnAi = "asAnAi";

    public const string MissingContext = "missingContext";
    public const string EmptyTurn = "emptyTurn";
    public const string RolesDoNotAlternate = "rolesDoNotAlternate";
    public const string LastTurnIsNotTheAgents = "lastTurnIsNotTheAgents";
    public const string TooFewTurns = "tooFewTurns";
    public const string TooManyTurns = "tooManyTurns";
    public const string FactNotInContext = "factNotInContext";
    public const string PlaceholderNotInContext = "placeholderNotInContext";
}
