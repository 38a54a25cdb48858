using Mono.Cecil;

// Writes reference copies of assemblies in which internal types and members are public. The compiler sees the copies, the
// program runs against the originals, and IgnoresAccessChecksToAttribute makes the runtime allow what the compiler allowed.
//
//   Publicizer OUTPUT_FOLDER REFERENCE_FOLDER;REFERENCE_FOLDER... ASSEMBLY...

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: Publicizer OUTPUT_FOLDER REFERENCE_FOLDER;REFERENCE_FOLDER... ASSEMBLY...");
    return 2;
}

using var resolver = new DefaultAssemblyResolver();
foreach (string folder in args[1].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
    resolver.AddSearchDirectory(folder);

Directory.CreateDirectory(args[0]);
foreach (string source in args.Skip(2))
{
    string target = Path.Combine(args[0], Path.GetFileName(source));
    using var module = ModuleDefinition.ReadModule(source, new ReaderParameters { AssemblyResolver = resolver });
    foreach (var type in module.GetTypes())
        Publicize(type);
    // Reference copies need no bodies to be right, but a written-then-moved file is never half there.
    string partial = target + ".partial";
    module.Write(partial);
    File.Move(partial, target, overwrite: true);
    Console.WriteLine(target);
}
return 0;

static void Publicize(TypeDefinition type)
{
    if (type.IsNotPublic)
        type.IsPublic = true;
    else if (type.IsNestedAssembly || type.IsNestedFamilyAndAssembly || type.IsNestedFamilyOrAssembly)
        type.IsNestedPublic = true;

    foreach (var method in type.Methods)
    {
        if (method.IsAssembly || method.IsFamilyAndAssembly || method.IsFamilyOrAssembly)
            method.IsPublic = true;
    }
    foreach (var field in type.Fields)
    {
        if (field.IsAssembly || field.IsFamilyAndAssembly || field.IsFamilyOrAssembly)
            field.IsPublic = true;
    }
}
