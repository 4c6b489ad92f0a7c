using Modelyard.Cluster.Tests.Shared;
using Xunit.Runner.InProc.SystemConsole;

if (ClusterUnderTest.Kubeconfig is null)
{
    Console.WriteLine("left out: YARD_TEST_KUBECONFIG names no kubeconfig of a cluster to test against");
    return 0;
}

return await ConsoleRunner.Run(args);
