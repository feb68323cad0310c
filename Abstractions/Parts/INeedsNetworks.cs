namespace GsFramework.Parts;

/// <summary>Options of a part that works with networks which the configuration names in its section <c>model</c>,
/// beside the teacher. A compression in which one is missing is refused before anything starts.</summary>
public interface INeedsNetworks
{
    /// <summary>The networks that must be there with these options, each with what the user can do: where such a
    /// network comes from, or which option does without it.</summary>
    IEnumerable<(ModelNetwork Network, string Remedy)> Needs();
}

/// <summary>A network of the section <c>model</c>, by its key there.</summary>
public enum ModelNetwork
{
    /// <summary>The discriminator that was trained with the teacher.</summary>
    TeacherDiscriminator,

    /// <summary>The dense generator of the other direction.</summary>
    ReverseTeacher,

    /// <summary>The discriminator that was trained with the generator of the other direction.</summary>
    ReverseDiscriminator,
}
