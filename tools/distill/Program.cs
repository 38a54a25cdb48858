using Distill;
using Reporting;

return await ConsoleProgram.RunAsync(DistillCommand.Create(), args);
