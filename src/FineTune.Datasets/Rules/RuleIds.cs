namespace FineTune.Datasets.Rules;

/// <summary>Stable ids of the rules. FT1xx: structure; FT2xx: content; FT3xx: the whole set. FT4xx: safety. Each has a section in docs/rules.md.</summary>
public static class RuleIds
{
    public const string LineTooLong = "FT101";
    public const string NotUtf8 = "FT102";
    public const string NotJson = "FT103";
    public const string NotAnObject = "FT104";
    public const string TooDeep = "FT105";
    public const string DuplicateKey = "FT106";
    public const string UnknownShape = "FT107";
    public const string WrongType = "FT108";
    public const string NoMessages = "FT109";
    public const string NoRole = "FT110";
    public const string NoContent = "FT111";
    public const string UnknownRole = "FT112";
    public const string UnknownKey = "FT113";
    public const string NoAssistantTurn = "FT114";
    public const string LastTurnNotAssistant = "FT115";
    public const string NothingToLearn = "FT116";
    public const string WrongWeight = "FT117";
    public const string NonTextContent = "FT118";
    public const string WrongToolCall = "FT119";
    public const string ArgumentsNotJson = "FT120";
    public const string ToolCallIds = "FT121";
    public const string UnknownTool = "FT122";
    public const string WrongTools = "FT123";
    public const string MissingField = "FT124";
    public const string LegacyFunctions = "FT125";
    public const string OnlyPreferredTrained = "FT126";
    public const string EqualOutputs = "FT127";
    public const string WrongOutput = "FT128";
    public const string NotTogether = "FT129";
    public const string NameFormat = "FT130";

    public const string UnclosedQuote = "FT131";
    public const string TextAfterQuote = "FT132";
    public const string SurplusCells = "FT133";
    public const string RecordNotUtf8 = "FT134";
    public const string CellNotJson = "FT135";
    public const string RecordTooLong = "FT136";
    public const string ElementNotJson = "FT137";
    public const string ArrayCutOff = "FT138";
    public const string TextAfterArray = "FT139";

    public const string EmptyAnswer = "FT201";
    public const string EmptyUserTurn = "FT202";
    public const string LoneSurrogate = "FT203";
    public const string NulCharacter = "FT204";
    public const string TooManyTokens = "FT205";
    public const string NoUserTurn = "FT206";
    public const string EmptyInstruction = "FT207";
    public const string ControlCharacter = "FT208";
    public const string ReplacementCharacter = "FT209";
    public const string RefusalOnly = "FT210";
    public const string NearEmptyAnswer = "FT211";
    public const string AiBoilerplate = "FT212";
    public const string WrongRoleText = "FT213";
    public const string LongSystemPrompt = "FT214";
    public const string StopTrap = "FT215";
    public const string MostlyUpperCase = "FT216";
    public const string BelowThreshold = "FT291";

    public const string DuplicateInDrop = "FT301";
    public const string ContradictoryAnswers = "FT302";
    public const string NearDuplicates = "FT303";
    public const string ClassImbalance = "FT304";
    public const string LanguageMix = "FT305";
    public const string InEarlierIncrement = "FT306";
    public const string MixedShapes = "FT307";
    public const string HeldOutEarlier = "FT308";
    public const string NearHeldOutEarlier = "FT309";
    public const string Contaminated = "FT310";

    public const string LegacyExampleCount = "FT311";
    public const string LegacyPromptColumn = "FT312";
    public const string LegacyCompletionColumn = "FT313";
    public const string LegacyAdditionalColumns = "FT314";
    public const string LegacyEmptyCompletion = "FT315";
    public const string LegacyTaskType = "FT316";
    public const string LegacyDuplicates = "FT317";
    public const string LegacyLongExamples = "FT318";
    public const string LegacyUpperCase = "FT319";
    public const string LegacyPromptSeparator = "FT320";
    public const string LegacyPromptPrefix = "FT321";
    public const string LegacyCompletionPrefix = "FT322";
    public const string LegacyCompletionStop = "FT323";
    public const string LegacyCompletionSpace = "FT324";

    public const string EmailAddress = "FT401";
    public const string PhoneNumber = "FT402";
    public const string Iban = "FT403";
    public const string CardNumber = "FT404";
    public const string IpAddress = "FT405";

    public const string KnownSecret = "FT411";
    public const string LikelySecret = "FT412";

    public const string JudgeInjection = "FT421";
}
