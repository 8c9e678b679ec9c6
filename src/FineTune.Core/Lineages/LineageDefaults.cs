namespace FineTune.Core.Lineages;

/// <summary>
/// The app's defaults for roles that a lineage does not fill (app settings <c>DefaultLineage__TeacherEndpoint</c>, <c>DefaultLineage__TeacherModel</c>, ...).
/// A role has a default when both its endpoint and its model are set.
/// </summary>
public sealed record LineageDefaults
{
    public string? TeacherEndpoint { get; init; }

    public string? TeacherModel { get; init; }

    public string? JudgeEndpoint { get; init; }

    public string? JudgeModel { get; init; }

    public string? TrainerEndpoint { get; init; }

    /// <summary>The root base model of new lineages.</summary>
    public string? BaseModel { get; init; }

    public string? EmbedderEndpoint { get; init; }

    public string? EmbedderModel { get; init; }

    public ModelChoice? Teacher => Choice(TeacherEndpoint, TeacherModel);

    public ModelChoice? Judge => Choice(JudgeEndpoint, JudgeModel);

    public ModelChoice? Trainer => Choice(TrainerEndpoint, BaseModel);

    public ModelChoice? Embedder => Choice(EmbedderEndpoint, EmbedderModel);

    /// <summary>The roles of a lineage, completed from the defaults. What neither fills stays null (the panel: empty).</summary>
    public RoleSettings Complete(RoleSettings roles) => roles with
    {
        Teacher = roles.Teacher ?? (roles.Teachers is [var first, ..] ? first : Teacher),
        Judges = roles.Judges.Count > 0 || Judge is null ? roles.Judges : [Judge],
        Trainer = roles.Trainer ?? Trainer,
        Embedder = roles.Embedder ?? Embedder,
    };

    private static ModelChoice? Choice(string? endpoint, string? model) =>
        string.IsNullOrWhiteSpace(endpoint) || string.IsNullOrWhiteSpace(model) ? null : new ModelChoice(endpoint, model);
}
