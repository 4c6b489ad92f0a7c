namespace Modelyard.Tests.SkeletonModelServer;
