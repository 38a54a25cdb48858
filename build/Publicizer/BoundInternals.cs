using Mono.Cecil;

/// <summary>The internals of ML.NET that an assembly uses: what a version of ML.NET must have for the assembly to run on it.</summary>
public static class BoundInternals
{
    private static readonly string[] OfOthers = ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.TransferEmbeddings"];

    /// <param name="assembly">The file of the assembly.</param>
    /// <param name="folders">Where the assemblies that it references are, as ML.NET ships them.</param>
    /// <returns>Types and members, each with its assembly, in order.</returns>
    /// <exception cref="MissingMemberException">The assembly uses something of ML.NET that is not there.</exception>
    public static IReadOnlyList<string> Of(string assembly, IEnumerable<string> folders)
    {
        using var resolver = new DefaultAssemblyResolver();
        foreach (string folder in folders)
            resolver.AddSearchDirectory(folder);
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });

        var used = module.GetTypeReferences()
            .Concat(module.Assembly.CustomAttributes.SelectMany(TypesNamedBy))
            .Where(IsOfMLNet)
            .Select(IMemberDefinition (type) => type.Resolve() ?? throw Missing(type))
            .Concat(module.GetMemberReferences().Where(member => IsOfMLNet(member.DeclaringType)).Select(Resolve))
            .Concat(module.GetTypes().SelectMany(Overridden));
        return [.. used.Where(IsInternal).Select(Line).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>An attribute holds types as text, so that they are no references of the module.</summary>
    private static IEnumerable<TypeReference> TypesNamedBy(CustomAttribute attribute) =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>();

    private static IMemberDefinition Resolve(MemberReference member) =>
        member switch
        {
            MethodReference method => method.Resolve(),
            FieldReference field => field.Resolve(),
            _ => (IMemberDefinition?)null,
        } ?? throw Missing(member);

    /// <summary>What the type overrides of its bases, and implements of internal interfaces, without naming it.</summary>
    private static IEnumerable<IMemberDefinition> Overridden(TypeDefinition type)
    {
        foreach (var contract in type.Interfaces.Select(implemented => implemented.InterfaceType).Where(IsOfMLNet))
        {
            foreach (var method in (contract.Resolve() ?? throw Missing(contract)).Methods)
                yield return method;
        }
        string[] overrides = [.. type.Methods.Where(method => method.IsVirtual && !method.IsNewSlot).Select(Signature)];
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.Resolve()?.BaseType)
        {
            if (!IsOfMLNet(ancestor))
                continue;
            foreach (var method in (ancestor.Resolve() ?? throw Missing(ancestor)).Methods)
            {
                if (method.IsVirtual && overrides.Contains(Signature(method)))
                    yield return method;
            }
        }
    }

    /// <summary>Types of parameters may be a base's type parameters, which the override has bound.</summary>
    private static string Signature(MethodDefinition method) => $"{method.Name}/{method.Parameters.Count}";

    private static bool IsOfMLNet(TypeReference type) => type.GetElementType().Scope switch
    {
        AssemblyNameReference assembly => IsMLNet(assembly.Name),
        ModuleDefinition module => IsMLNet(module.Assembly.Name.Name),
        _ => false,
    };

    private static bool IsMLNet(string assembly) =>
        assembly.StartsWith("Microsoft.ML.", StringComparison.Ordinal) && !OfOthers.Any(other => assembly.StartsWith(other, StringComparison.Ordinal));

    private static bool IsInternal(IMemberDefinition member) => member switch
    {
        TypeDefinition type => !(type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly)
            || (type.DeclaringType is not null && IsInternal(type.DeclaringType)),
        MethodDefinition method => !(method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) || IsInternal(method.DeclaringType),
        FieldDefinition field => !(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) || IsInternal(field.DeclaringType),
        _ => throw new ArgumentException($"{member.FullName} is no type, method or field", nameof(member)),
    };

    /// <summary>Assembly, type, member, and the member's type at the end, so that what belongs together stands together.</summary>
    private static string Line(IMemberDefinition member)
    {
        string assembly = ((member as TypeDefinition) ?? member.DeclaringType).Module.Assembly.Name.Name;
        return member.FullName.Split(' ', 2) is [var type, var name] ? $"{assembly} {name} : {type}" : $"{assembly} {member.FullName}";
    }

    private static MissingMemberException Missing(MemberReference member) => new($"{member.FullName} is not in the ML.NET that is referenced.");
}
