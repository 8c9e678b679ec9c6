namespace FineTune.Benchmarks.Reporting;

internal enum Verdict
{
    Met,
    Missed,

    /// <summary>Printed to compare with; there is no target.</summary>
    Reference,
}
