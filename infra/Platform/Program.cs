return await Pulumi.Deployment.RunAsync<Modelyard.Infra.Platform.PlatformStack>();
