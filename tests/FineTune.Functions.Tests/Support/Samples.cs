using System.Text;
using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Support;

/// <summary>Small values that tests start from.</summary>
internal static class Samples
{
    public const string Lineage = "support";
    public const string DatasetId = "0123456789abcdef";
    public const string RunId = "fedcba9876543210";
    public const string Month = "2026-05";

    public static ModelChoice Teacher { get; } = new("main", "teacher-1");

    public static ModelChoice Judge { get; } = new("main", "judge-1");

    public static ModelChoice Trainer { get; } = new("main", "base-1");

    public static LineageSettings Settings { get; } = new()
    {
        Models = new RoleSettings { Teacher = Teacher, Judges = [Judge], Trainer = Trainer },
    };

    public static RunPlan Plan { get; } = new(
        Lineage, RunId, new DateTimeOffset(2026, 5, 4, 3, 0, 0, TimeSpan.Zero), Month, TrainingStrategy.Retrain, null, "main", "base-1", "base-1", "base-1",
        [DatasetId], new RunRows(40, 0, 0, 12, 0), 4_000, new Hyperparameters(3, null, null), 3, 42, "support-fedcba987654", null, 24, 0.5m,
        [new HeldOutSet(HeldOutKind.Validation, DatasetId, 12)],
        new RunSettings([Judge], new EvaluationSettings(), new GateSettings(), new ApprovalSettings(), new BudgetSettings()));

    public static RunPlan WithApproval { get; } =
        Plan with { Settings = Plan.Settings with { Approval = new ApprovalSettings { Required = true, TimeoutDays = 7 } } };

    /// <summary>A valid chat line; different numbers give different examples.</summary>
    public static string Line(int number) =>
        $$"""{"messages":[{"role":"user","content":"{{Words[number % Words.Length]}} question number {{number}} about parcel {{number * 7919}}?"},{"role":"assistant","content":"Answer {{number}}: take parcel {{number * 7919}} to counter {{number % 13}}."}]}""";

    public static string Drop(int lines) => string.Concat(Enumerable.Range(0, lines).Select(n => Line(n) + "\n"));

    public static string IdOf(string content) => ContentId.Of(Encoding.UTF8.GetBytes(content).AsSpan());

    private static readonly string[] Words =
        ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec"];
}
