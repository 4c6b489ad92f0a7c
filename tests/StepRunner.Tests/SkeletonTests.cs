namespace Modelyard.Tests.SkeletonStepRunner;
