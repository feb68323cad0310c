namespace GsFramework.Host.Pipeline;

/// <summary>Collects what is wrong, so that the user learns of all of it at once.</summary>
internal sealed class CollectedFaults
{
    private readonly List<UserException> _faults = [];

    /// <summary>Makes something; null when the user's input does not allow it.</summary>
    public T? Try<T>(Func<T> make)
        where T : class?
    {
        try
        {
            return make();
        }
        catch (UserException fault)
        {
            _faults.Add(fault);
            return null;
        }
    }

    /// <summary>As above, without a result.</summary>
    public void Try(Action make) =>
        Try<object?>(() =>
        {
            make();
            return null;
        });

    /// <summary>Adds what is known to be wrong.</summary>
    public void Add(UserException fault) => _faults.Add(fault);

    /// <summary>Throws what was collected.</summary>
    /// <exception cref="UserException">Something was wrong; where several things were, the message has a line for
    /// each.</exception>
    public void Throw()
    {
        switch (_faults)
        {
            case [var fault]:
                throw fault;
            case [_, _, ..]:
                var messages = _faults.Select(static fault => fault.Message).Distinct();
                throw new UserException(
                    $"These things are wrong:\n{string.Join('\n', messages.Select(static message => $"  {message}"))}",
                    _faults[0]
                );
        }
    }
}
