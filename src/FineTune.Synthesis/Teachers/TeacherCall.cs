using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Teachers;

/// <summary>A call that is due: a question, or the same question again after an answer that could not be read.</summary>
/// <param name="Key">The same whenever the window is processed: the answer is stored under it.</param>
public sealed record TeacherCall(string Key, TeacherRequest Request, IReadOnlyList<ChatMessage> Messages);
