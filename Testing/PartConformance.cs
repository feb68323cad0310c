using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Autofac.Core;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Testing.Kit;
using Xunit;

namespace GsFramework.Testing;

/// <summary>
/// What holds for every part: it is registered in order, and its options are bound by the program's own binder. The
/// classes for the single contracts derive from it; a part of another contract may, too.
/// </summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
/// <typeparam name="TContract">The part's interface, such as <c>ICompressionTerm</c>.</typeparam>
public abstract partial class PartConformance<TModule, TContract> : IDisposable
    where TModule : Autofac.Module, new()
    where TContract : class
{
    private PartFixture? _fixture;

    /// <summary>The part's key in configurations.</summary>
    protected abstract string Key { get; }

    /// <summary>The options with which the part is checked, a JSON object as in a configuration file. Choose them
    /// small: widths of a few channels. Relative paths count from the tests' output folder.</summary>
    protected virtual string Options => "{}";

    /// <summary>JSON objects that must be refused, such as <c>{ "levels": 0 }</c>.</summary>
    protected virtual IReadOnlyList<string> WrongOptions => [];

    /// <summary>Modules of other plugins whose parts this one uses.</summary>
    protected virtual IReadOnlyList<IModule> OtherModules => [];

    /// <summary>Folders of plugins whose parts this one uses, such as the <c>plugins</c> folder of an installed
    /// program. Relative ones count from the tests' output folder.</summary>
    protected virtual IReadOnlyList<string> PluginFolders => [];

    /// <summary>Reads weight files for the part; null for the program's own reader. A part with large weights may be
    /// given made-up ones.</summary>
    protected virtual IWeightsReader? WeightsReader => null;

    /// <summary>The size of the images with which the part is checked.</summary>
    protected virtual ImageSize ImageSize => ImageSize.Square(16);

    /// <summary>The part is registered for its contract, its key is in kebab case, and one line says what it
    /// is.</summary>
    [Fact]
    public void It_is_registered_with_a_key_and_a_summary()
    {
        var rule = PartRule();
        var metadata = Part(rule).Metadata;
        rule.Require(
            KebabCase().IsMatch(metadata.Key),
            $"the key '{metadata.Key}' is not in kebab case.",
            "Call it like 'attention-transfer': lower-case letters and digits, with single dashes between words. It "
                + "is typed in configurations."
        );
        rule.Require(
            !string.IsNullOrWhiteSpace(metadata.Summary) && !metadata.Summary.Contains('\n'),
            "the summary is not one line.",
            "Give RegisterPart one line that says what the part is; 'gs plugins list' prints it."
        );
    }

    /// <summary>The program's binder takes the options of this class, and the resolved configuration gives them
    /// again.</summary>
    [Fact]
    public void Its_options_bind_and_can_be_written_down()
    {
        var rule = PartRule();
        Stands(rule, nameof(Its_options_have_valid_defaults), CheckDefaults);
        var part = Part(rule);
        var options = Bound(rule);
        var written = rule.Run(
            () => ResolvedConfiguration.ToNode(options, part.Metadata.Options)!.ToJsonString(),
            "writing the options as JSON"
        );
        var (again, faults) = Bench(rule).Bind(part, written);
        rule.Require(
            faults.Count == 0,
            $"what config.resolved.json would say of the options is refused: {string.Join("; ", faults)}.",
            "Use option types that the binder knows: numbers, words, enums, flags, lists, dictionaries, records of "
                + "these and PartSelection."
        );
        var twice = ResolvedConfiguration.ToNode(again, part.Metadata.Options)!.ToJsonString();
        rule.Require(
            twice == written,
            $"the options are {written}, and when they are read again {twice}.",
            "Give each property a public init or set that keeps its value; a resumed run reads the options from "
                + "config.resolved.json."
        );
    }

    /// <summary>Each default is a value that the option itself takes.</summary>
    [Fact]
    public void Its_options_have_valid_defaults() =>
        Stands(PartRule(), nameof(Its_options_have_valid_defaults), CheckDefaults);

    /// <summary>Each option has a description.</summary>
    [Fact]
    public void Its_options_say_what_they_mean()
    {
        var rule = PartRule();
        OptionRules.AreDescribed(rule, Defaults(rule));
    }

    /// <summary>Unknown keys, numbers without limits, and what <see cref="WrongOptions"/> names do not get through the
    /// binder.</summary>
    [Fact]
    public void Impossible_options_are_refused()
    {
        var rule = PartRule();
        var part = Part(rule);
        var fixture = Bench(rule);
        rule.Require(
            fixture.Bind(part, """{ "no-such-option": 1 }""").Faults.Count > 0,
            "an unknown key is taken.",
            "Let no property be called like that."
        );
        OptionRules.NumbersHaveLimits(rule, fixture, part, Options, Defaults(rule));
        foreach (var wrong in WrongOptions)
        {
            rule.Require(
                fixture.Bind(part, wrong).Faults.Count > 0,
                $"{wrong} is taken.",
                "Put [Range(…)] or another validation attribute on the option, or let the options implement "
                    + "IValidatesOptions and say in Faults() what is wrong."
            );
        }
    }

    /// <summary>Constructs the part as a run does; it is disposed after the test.</summary>
    protected TContract CreatePart() => Create(PartRule());

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the test made.</summary>
    /// <param name="disposing">True unless called by a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fixture?.Dispose();
            _fixture = null;
        }
    }

    /// <summary>The fact without which the others of a contract mean nothing, such as that a loss is a number at all;
    /// null where there is none.</summary>
    private protected virtual (string Fact, Action<Rule> Check)? Basic => null;

    /// <summary>The fact that tells of a constructor that throws; null where each does.</summary>
    private protected virtual string? Construction => Basic?.Fact;

    /// <summary>The rule of a fact that stands on <see cref="Basic"/>.</summary>
    private protected Rule Rule([CallerMemberName] string fact = "")
    {
        var rule = PartRule(fact);
        if (Basic is var (basic, check))
        {
            Stands(rule, basic, check);
        }

        return rule;
    }

    /// <summary>The rule of a fact that can be judged whatever the part does when it is used.</summary>
    private protected Rule PartRule([CallerMemberName] string fact = "")
    {
        Native.Load();
        var contract = ContractNames.Of(typeof(TContract));
        return new Rule($"the {contract} '{Key}'", fact);
    }

    /// <summary>Continues when another fact of this class holds.</summary>
    private protected void Stands(Rule rule, string fact, Action<Rule> check) =>
        Prerequisites.Require(rule, (GetType(), Key, Options), fact, check);

    private protected PartFixture Bench(Rule rule) =>
        _fixture ??= Needs(rule, nameof(It_is_registered_with_a_key_and_a_summary), () =>
            rule.Run(
                () => new PartFixture([new TModule(), .. OtherModules], PluginFolders),
                $"loading {typeof(TModule).FullName}"
            )
        );

    private protected CatalogPart Part(Rule rule)
    {
        var fixture = Bench(rule);
        return Needs(rule, nameof(It_is_registered_with_a_key_and_a_summary), () =>
            fixture.Catalog.Find(typeof(TContract), Key)
            ?? throw rule.Broken(
                $"{fixture.Catalog.Unknown(typeof(TContract), Key)}.{fixture.Faults}",
                $"Register it in {typeof(TModule).FullName} with builder.RegisterPart<{typeof(TContract).Name}, "
                    + $"ThePart, ItsOptions>(\"{Key}\", \"what it is\"), or correct Key in the test."
            )
        );
    }

    private protected object Bound(Rule rule)
    {
        var part = Part(rule);
        return Needs(rule, nameof(Its_options_bind_and_can_be_written_down), () =>
        {
            var (options, faults) = rule.Run(() => Bench(rule).Bind(part, Options), "binding the options");
            rule.Require(
                faults.Count == 0,
                $"the options {Options} are refused: {string.Join("; ", faults)}.",
                "Correct Options in the test, or the options record. A part of another plugin must be named by "
                    + "OtherModules or PluginFolders."
            );
            return options;
        });
    }

    // What the constructor throws is told by one fact.
    private protected TContract Create(Rule rule)
    {
        var options = Bound(rule);
        return Needs(rule, Construction ?? rule.Fact, () => Create(rule, options));
    }

    private protected TContract Create(Rule rule, object options)
    {
        var part = Part(rule);
        return rule.Run(
            () => Bench(rule).Create<TContract>(part.Metadata.Key, options, WeightsReader, ImageSize),
            "its constructor"
        );
    }

    // The fact that is named makes the same call, with the same outcome: it fails, and this one cannot be judged.
    private protected static T Needs<T>(Rule rule, string fact, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (ConformanceException failure) when (rule.Fact != fact)
        {
            throw new PrerequisiteException(fact, failure);
        }
    }

    private void CheckDefaults(Rule rule) => OptionRules.DefaultsAreValid(rule, Defaults(rule));

    private object Defaults(Rule rule)
    {
        var part = Part(rule);
        return rule.Run(
            () => OptionsShape.Defaults(part.Metadata.Options),
            "the constructor of the options",
            "Give the options record a public constructor without parameters that always works; what is wrong with "
                + "values is said by [Range] or IValidatesOptions."
        );
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
