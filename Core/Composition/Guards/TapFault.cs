using GsFramework.Core.Text;
using GsFramework.Graph;
using GsFramework.Terms;

namespace GsFramework.Core.Composition.Guards;

/// <summary>What is wrong with the pairs of layers that a term names.</summary>
internal static class TapFault
{
    /// <summary>The first fault and what to do about it; null when both networks have all the layers.</summary>
    public static (string Reason, string Remedy)? Of(
        IEnumerable<LayerTap> taps,
        NetworkGraph student,
        NetworkGraph teacher
    ) =>
        taps.Select(tap => Of(tap, student, teacher)).FirstOrDefault(static fault => fault is not null);

    private static (string Reason, string Remedy)? Of(LayerTap tap, NetworkGraph student, NetworkGraph teacher)
    {
        if (tap?.Student is null || tap.Teacher is null)
        {
            return ("it names no layer in one of its pairs.", "Name a layer of each network, or one that both have.");
        }

        if (!student.Contains(tap.Student))
        {
            return teacher.Contains(tap.Student)
                ? (
                    $"the generator has no layer '{tap.Student}', which the teacher has: pruning may take whole blocks "
                        + $"out.",
                    "Return only names that the graph given to Taps contains, and no loss where none is left."
                )
                : Missing("generator", student, tap.Student, "teacher", tap.Teacher);
        }

        return teacher.Contains(tap.Teacher)
            ? null
            : Missing("teacher", teacher, tap.Teacher, "generator", tap.Student);
    }

    private static (string Reason, string Remedy) Missing(
        string side,
        NetworkGraph graph,
        string layer,
        string otherSide,
        string other
    )
    {
        var pair = layer == other ? "" : $", which the term pairs with '{other}' of the {otherSide}";
        var advice = NearestName.AdviceOfMany(layer, [.. graph.Nodes.Select(static node => node.Name)]);
        return ($"the {side} has no layer '{layer}'{pair}{advice}.", "Name layers that the networks have.");
    }
}
