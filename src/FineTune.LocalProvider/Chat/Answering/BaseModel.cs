using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Answering;

/// <summary>An untuned model: polite, and about the question only in so far as it repeats some of its words.</summary>
internal static class BaseModel
{
    private static readonly string[] Openings =
    [
        "This is a question about {0}.", "Here are some general thoughts on {0}.", "Thank you for asking about {0}.", "Let me say something about {0}.",
    ];

    private static readonly string[] Middles =
    [
        "There are several ways to look at it, and the best one depends on what you need.", "It helps to start from the parts that are known and go on from there.",
        "Much depends on the details, so it is worth checking them one by one.", "A careful first step is to write down what is given.",
    ];

    private static readonly string[] Endings = ["Tell me more, and I can be more specific.", "I hope this is useful.", "Please check the result before you rely on it."];

    public static ChatAnswer Answer(ChatRequest request, SeededRandom random)
    {
        var subject = Subject(request.LastUser);
        var opening = string.Format(System.Globalization.CultureInfo.InvariantCulture, random.Pick(Openings), subject);
        return new ChatAnswer($"{opening} {random.Pick(Middles)} {random.Pick(Endings)}");
    }

    /// <summary>A few of the text's own words.</summary>
    public static string Subject(string text)
    {
        var words = Words.Of(text, 400).Where(w => !Words.IsStop(w) && w.Length > 2 && !char.IsDigit(w[0])).Distinct().Take(4).ToList();
        return words.Count switch
        {
            0 => "your message",
            1 => words[0],
            _ => string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1],
        };
    }
}
