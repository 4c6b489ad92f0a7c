namespace Modelyard.Infra.Components.Google;

/// <summary>The addresses of a cluster's network. Of pods a node takes 256 for its 110, so their range bounds the number of nodes.</summary>
/// <param name="Nodes">Of nodes: <c>10.10.0.0/20</c>.</param>
/// <param name="Pods">Of pods: <c>10.64.0.0/14</c> has room for 1,024 nodes.</param>
/// <param name="Services">Of services: <c>10.20.0.0/20</c>.</param>
/// <param name="ControlPlane">Of the control plane, exactly 16: <c>172.16.0.0/28</c>.</param>
public sealed record NetworkRanges(string Nodes, string Pods, string Services, string ControlPlane);
