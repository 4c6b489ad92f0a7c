namespace Modelyard.Tests.SkeletonCli;
