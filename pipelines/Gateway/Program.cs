using System.Runtime.InteropServices;
using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Gateway;
using Modelyard.Gateway.Table;
using Modelyard.Images.Builder;
using Modelyard.Releases;
using Modelyard.Serving;
using Modelyard.Traffic;

var port = ImagePlaces.Port;
if (args is not ([_] or [TableProgram.Option, _]) && !(args is [TableProgram.Option, _, var number] && int.TryParse(number, out port)))
{
    Console.Error.WriteLine($"usage: yard-gateway FLEET.json | yard-gateway {TableProgram.Option} TABLE.json [PORT]");
    return 2;
}

try
{
    using var stop = new CancellationTokenSource();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    if (args is [TableProgram.Option, var table, ..])
    {
        await TableProgram.RunAsync(table, port, stop.Token);
        return 0;
    }

    var fleet = Fleet.Read(args[0]);

    var routes = new RoutingTableHolder();
    var serving = new ServingOptions { Folder = fleet.Folder, Grace = TimeSpan.FromSeconds(fleet.GraceSeconds) };
    await using var servers = new ServerSupervisor(serving, TimeProvider.System);
    using var rollout = new Rollout(servers, routes);
    var options = new GatewayOptions { Port = fleet.Port };
    await using var gateway = await GatewayHost.StartAsync(options, routes, servers, TimeProvider.System, stop.Token);
    Console.WriteLine($"listening on {gateway.Address}");
    foreach (var model in fleet.Models)
    {
        foreach (var problem in await rollout.ApplyAsync(model.Route, model.Servers(gateway.Address), stop.Token)) Console.Error.WriteLine(problem);
    }

    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception e) when (e is YardException or JsonException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
