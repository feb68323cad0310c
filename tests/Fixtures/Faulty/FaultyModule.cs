using Autofac;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Fixtures.Faulty;

/// <summary>Goes wrong while it is loaded, in the way that <c>fault.txt</c> beside the assembly names.</summary>
public sealed class FaultyModule : Module
{
    private static readonly string _fault = File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(typeof(FaultyModule).Assembly.Location)!, "fault.txt")
    );

    public FaultyModule()
    {
        if (_fault == "constructor")
        {
            throw new InvalidOperationException("the licence has run out");
        }
    }

    protected override void Load(ContainerBuilder builder)
    {
        if (_fault == "nothing")
        {
            return;
        }

        builder.RegisterPart<ICompressionTerm, PlainTerm, NoOptions>("plain", "a term without a fault");
        switch (_fault)
        {
            case "registration":
                throw new InvalidOperationException("the table of parts is empty");
            case "key":
                builder.RegisterPart<ICompressionTerm, PlainTerm, NoOptions>(
                    "Edge Loss:v2",
                    "a name that JSON paths cannot have"
                );
                break;
            case "word":
                builder.RegisterPart<ICompressionTerm, PlainTerm, NoOptions>("false", "a name that turns a term off");
                break;
            case "twice":
                builder.RegisterPart<ICompressionTerm, OtherTerm, NoOptions>("plain", "a name that is taken");
                break;
            case "taken":
                builder.RegisterPart<ICompressionTerm, PlainTerm, NoOptions>(
                    "distillation",
                    "a name that the program's own plugin has"
                );
                break;
            case "private-constructor":
                builder.RegisterPart<ICompressionTerm, HiddenTerm, NoOptions>("hidden", "a term that nobody can make");
                break;
            case "uri-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, UriOptions>("uri", "an option with an address");
                break;
            case "span-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, SpanOptions>("span", "an option with a time");
                break;
            case "object-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, ObjectOptions>("object", "an option of any type");
                break;
            case "number-keys":
                builder.RegisterPart<ICompressionTerm, PlainTerm, NumberKeyOptions>("keys", "keys that are numbers");
                break;
            case "inner-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, OuterOptions>("outer", "a time in a list of records");
                break;
            case "interface-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, ChosenOptions>("chosen", "an option to implement");
                break;
            case "every-option":
                builder.RegisterPart<ICompressionTerm, PlainTerm, EveryOptions>("every", "options of every kind");
                break;
            case "no-default":
                builder.RegisterPart<ICompressionTerm, PlainTerm, BareOptions>("bare", "an option that must be given");
                break;
            case "failing-options":
                builder.RegisterPart<ICompressionTerm, PlainTerm, FailingOptions>(
                    "failing",
                    "options that cannot be made"
                );
                break;
            case "contract":
                builder
                    .RegisterType<PlainTerm>()
                    .Keyed<object>("pretender")
                    .WithMetadata(
                        PartRegistration.MetadataKey,
                        new PartMetadata(
                            typeof(IGeneratorFactory),
                            "pretender",
                            "a term that calls itself a generator",
                            typeof(NoOptions),
                            typeof(PlainTerm)
                        )
                    );
                break;
            case "thread":
                var thread = new Thread(static () => throw new InvalidOperationException("nobody is near"));
                thread.Start();
                thread.Join();
                break;
            case "unknown-part":
                builder
                    .RegisterType<PlainTerm>()
                    .Keyed<ICompressionTerm>("unknown")
                    .WithMetadata(
                        PartRegistration.MetadataKey,
                        new PartMetadata(null!, "unknown", null!, null!, null!)
                    );
                break;
            case "failing-default":
                builder.RegisterPart<ICompressionTerm, PlainTerm, UnreadableOptions>(
                    "unreadable",
                    "an option that cannot be read"
                );
                break;
            case "endless-options":
                builder.RegisterPart<ICompressionTerm, PlainTerm, EndlessOptions>(
                    "endless",
                    "options within themselves"
                );
                break;
            case "layer-name":
                builder.RegisterLayerKind<NamelessLayer>();
                break;
            case "layer-maker":
                builder.Register<GsFramework.Graph.LayerKind>(static _ =>
                    throw new InvalidOperationException("no layer today")
                );
                break;
            case "layer-kind":
                builder.RegisterLayerKind<GsFramework.Graph.Layers.Conv2d>();
                break;
        }
    }
}

public abstract record NamelessLayer : GsFramework.Graph.Layer;
