using Cake.Frosting;
using Modelyard.Build;

return new CakeHost().UseContext<BuildContext>().UseWorkingDirectory(RepositoryRoot.Find()).Run(args);
