namespace Modelyard.Tests.SkeletonModelyard;
