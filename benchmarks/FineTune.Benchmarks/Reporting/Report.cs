namespace FineTune.Benchmarks.Reporting;

/// <summary>Prints a row as soon as it is known, as a Markdown table.</summary>
internal sealed class Report(TextWriter output)
{
    private int _met;
    private int _missed;

    public void Begin(string machine)
    {
        output.WriteLine(machine);
        output.WriteLine();
        output.WriteLine($"| {"what",-64} | {"target",-22} | {"value",-38} | {"CPU",-9} | verdict   |");
        output.WriteLine($"|{new string('-', 66)}|{new string('-', 24)}|{new string('-', 40)}|{new string('-', 11)}|-----------|");
    }

    public void Add(string what, string target, string value, string cpu, Verdict verdict)
    {
        _met += verdict == Verdict.Met ? 1 : 0;
        _missed += verdict == Verdict.Missed ? 1 : 0;
        string word = verdict switch { Verdict.Met => "met", Verdict.Missed => "MISSED", _ => "reference" };
        output.WriteLine($"| {what,-64} | {target,-22} | {value,-38} | {cpu,-9} | {word,-9} |");
        output.Flush();
    }

    /// <summary>Adds a row whose target is met when <paramref name="met"/> says so.</summary>
    public void Judge(string what, string target, string value, string cpu, bool met) =>
        Add(what, target, value, cpu, met ? Verdict.Met : Verdict.Missed);

    public void Compare(string what, string value, string cpu) => Add(what, string.Empty, value, cpu, Verdict.Reference);

    public void End()
    {
        output.WriteLine();
        output.WriteLine($"{_met} met, {_missed} missed. Benchmarks inform; they never fail a build.");
    }
}
