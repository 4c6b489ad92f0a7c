return await Pulumi.Deployment.RunAsync<Modelyard.Infra.Clusters.ClustersStack>();
