using Pulumi;

namespace Modelyard.Infra.Components;

/// <summary>A concern of the platform: its resources are its children, so that they are shown, changed and taken down together.</summary>
public abstract class PlatformComponent : ComponentResource
{
    /// <param name="kind">The concern, as in the type <c>modelyard:infra:KIND</c>.</param>
    /// <param name="name">Unique in the stack: children are named after it.</param>
    protected PlatformComponent(string kind, string name, ComponentResourceOptions? options)
        : base($"modelyard:infra:{kind}", name, options) => Name = name;

    /// <summary>What children are named after.</summary>
    protected string Name { get; }

    /// <summary>Of a child that can be made again without loss.</summary>
    /// <param name="after">What must be there first, and is not among its inputs.</param>
    protected CustomResourceOptions Part(params Resource[] after) => Options(after);

    /// <summary>
    /// Of a child whose loss loses data: Pulumi refuses to delete or replace it, and taking it out of the program leaves it where it is. The alias adopts one that was
    /// made by hand and imported, which stands at the stack's root (`pulumi import`).
    /// </summary>
    /// <param name="after">What must be there first, and is not among its inputs.</param>
    protected CustomResourceOptions Kept(params Resource[] after)
    {
        var options = Options(after);
        options.Protect = true;
        options.RetainOnDelete = true;
        options.Aliases = [new Alias { NoParent = true }];
        return options;
    }

    /// <summary>Of a component inside this one.</summary>
    protected ComponentResourceOptions Inside(params Resource[] after) => new() { Parent = this, DependsOn = after };

    private CustomResourceOptions Options(Resource[] after) => new() { Parent = this, DependsOn = after };
}
