namespace Modelyard.Tests.SkeletonEndToEnd;
