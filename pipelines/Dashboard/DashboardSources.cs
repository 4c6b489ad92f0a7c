using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Specs;
using Modelyard.Traffic;

namespace Modelyard.Dashboard;

/// <summary>What the pages are written from. They only read.</summary>
/// <param name="Repository">Specs: owners, descriptions, signatures, gates.</param>
/// <param name="Store">Versions, artifacts, runs.</param>
/// <param name="Routes">What is live.</param>
/// <param name="Servers">Which servers answer now.</param>
/// <param name="Time">The clock of "5 minutes ago".</param>
public sealed record DashboardSources(Repository Repository, YardStore Store, RoutingTableHolder Routes, IServerDirectory Servers, TimeProvider Time);
