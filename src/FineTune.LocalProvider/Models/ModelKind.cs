namespace FineTune.LocalProvider.Models;

internal enum ModelKind
{
    Base,
    Tuned,
    Teacher,
    Judge,
    Recorded,
    Embedding,
    Moderation,
}
