using Modelyard.ModelServer;

return await Server.RunAsync(Environment.GetEnvironmentVariable("YARD_SERVE"), TimeProvider.System, Console.Out, Console.Error);
