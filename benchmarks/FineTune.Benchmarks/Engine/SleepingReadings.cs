namespace FineTune.Benchmarks.Engine;

/// <summary>What a child process with sleeping instances saw. Bytes and seconds.</summary>
/// <param name="Idle">Resident memory with the engine started and nothing to do.</param>
/// <param name="Full">Resident memory with all instances asleep.</param>
/// <param name="Heap">The managed heap in use at that time.</param>
/// <param name="StartUp">From asking the engine to start until it had started.</param>
/// <param name="Rest">Processor time used while everything slept, per second.</param>
internal sealed record SleepingReadings(long Idle, long Full, long Heap, double StartUp, double Rest);
