using Mono.Cecil;

// Writes reference copies of assemblies in which internal types and members, and the private fields of internal types, are public. The compiler sees the copies, the
// program runs against the originals, and IgnoresAccessChecksToAttribute makes the runtime allow what the compiler allowed.
//
//   Publicizer LIST_FILE
//
// The file's first line is the folder to write to; a line "search FOLDER" names a folder with referenced assemblies; every other
// line is an assembly to copy.
//
// Or lists the internals of ML.NET that an assembly uses; the folders of the list file hold what it references.
//
//   Publicizer LIST_FILE ASSEMBLY INTERNALS_FILE

const string searchPrefix = "search ";

if (args.Length is not (1 or 3))
{
    Console.Error.WriteLine("usage: Publicizer LIST_FILE [ASSEMBLY INTERNALS_FILE]");
    return 2;
}

string[] lines = [.. File.ReadLines(args[0]).Where(line => line.Length > 0)];
string[] searchFolders =
    [.. lines.Where(line => line.StartsWith(searchPrefix, StringComparison.Ordinal)).Select(line => line[searchPrefix.Length..])];
if (args is [_, var assembly, var internalsFile])
{
    File.WriteAllLines(internalsFile, BoundInternals.Of(assembly, searchFolders));
    Console.WriteLine(internalsFile);
    return 0;
}

string outputFolder = lines[0];
using var resolver = new DefaultAssemblyResolver();
foreach (string folder in searchFolders)
    resolver.AddSearchDirectory(folder);

Directory.CreateDirectory(outputFolder);
foreach (string source in lines.Skip(1).Where(line => !line.StartsWith(searchPrefix, StringComparison.Ordinal)))
{
    string target = Path.Combine(outputFolder, Path.GetFileName(source));
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
    bool isInternal = type.IsNotPublic;
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
        bool isPrivateOfInternalType = isInternal && field.IsPrivate && !field.IsCompilerControlled && !field.Name.Contains('<');
        if (field.IsAssembly || field.IsFamilyAndAssembly || field.IsFamilyOrAssembly || isPrivateOfInternalType)
            field.IsPublic = true;
    }
}
