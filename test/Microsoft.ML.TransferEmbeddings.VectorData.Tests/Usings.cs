global using Microsoft.Extensions.AI;
global using Microsoft.Extensions.VectorData;
global using Xunit;
