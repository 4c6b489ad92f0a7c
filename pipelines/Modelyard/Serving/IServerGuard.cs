namespace Modelyard.Serving;

/// <summary>What stands between the platform and the processes of one server, so that none of them outlives the platform.</summary>
internal interface IServerGuard : IDisposable
{
    /// <summary>The guard and all processes of the server.</summary>
    ProcessGroup Group { get; }

    /// <summary>Processor time that went into it before it was started: what a process that it was forked from had imported.</summary>
    TimeSpan Imported => TimeSpan.Zero;

    /// <summary>Copies the server's output until nothing of it can write any more.</summary>
    Task CopyAsync(ServerLog log);

    /// <summary>How the server ended, once it has; known only while its output is copied.</summary>
    Task<ServerExit> ExitedAsync();
}
