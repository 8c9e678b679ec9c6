using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

internal sealed record Demonstration(string Instruction, string Response)
{
    private List<Sentence>? asked;
    private List<Sentence>? said;
    private List<string>? names;

    public IReadOnlyList<Sentence> Asked => asked ??= Sentences.Pieces(Instruction);

    public IReadOnlyList<Sentence> Said => said ??= Sentences.Pieces(Response);

    public IReadOnlyList<string> Names => names ??= TunedModel.Names(Instruction);
}
