namespace FineTune.Synthesis.Teachers;

/// <summary>A question with its answer.</summary>
public sealed record AnsweredRequest(TeacherRequest Request, TeacherAnswer Answer)
{
    /// <summary>Whether the answer was cut at the token limit.</summary>
    public bool IsCut => Answer.End == AnswerEnd.Length;

    public string Text => Answer.Text;
}
