namespace FineTune.Functions.Activities.Billing;

/// <summary>Ids of a run's reservations.</summary>
internal static class Reservations
{
    public static string Train(string runId) => $"{runId}-train";

    public static string Evaluate(string runId, int window) => $"{runId}-evaluate-{window}";
}
