namespace Modelyard.Tests.SkeletonGateway;
