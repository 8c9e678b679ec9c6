using FineTune.LocalProvider.Chat.Tuned;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

internal sealed class Demonstration(string instruction, string response)
{
    private List<Sentence>? asked;
    private List<Sentence>? said;
    private List<string>? names;

    public string Instruction => instruction;

    public string Response => response;

    public IReadOnlyList<Sentence> Asked => asked ??= Sentences.Pieces(Instruction);

    public IReadOnlyList<Sentence> Said => said ??= Sentences.Pieces(Response);

    public IReadOnlyList<string> Names => names ??= TunedModel.Names(Instruction);
}
