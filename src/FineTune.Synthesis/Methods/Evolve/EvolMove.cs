namespace FineTune.Synthesis.Methods.Evolve;

/// <summary>How an instruction is evolved: four moves in depth, and one in breadth.</summary>
public enum EvolMove
{
    Constraints,
    Deepen,
    Concretise,
    Reasoning,
    Breadth,
}
