using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Contract;
using Modelyard.StepRunner;

// Exit codes: 0 the outcome is written, whatever it says; 1 it could not be; 2 wrong usage.
if (args is not [var jobFile])
{
    Console.Error.WriteLine("usage: yard-step JOB.json");
    return 2;
}

StepJob? job;
try
{
    job = JsonSerializer.Deserialize(File.ReadAllBytes(jobFile), StepContractJson.Default.StepJob);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
{
    Console.Error.WriteLine($"yard-step: cannot read the job {jobFile}: {exception.Message}");
    return 2;
}

if (job is null)
{
    Console.Error.WriteLine($"yard-step: the job {jobFile} is null; expected an object");
    return 2;
}

RunnerProcess.Prepare();
var outcome = new StepAttempt(job, TimeProvider.System).Run();
try
{
    // The executor's folder, once swept, must not come into being again.
    if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(job.Outcome)))) throw new DirectoryNotFoundException("its folder is gone");
    DurableFile.Write(Path.GetFullPath(job.Outcome), JsonSerializer.SerializeToUtf8Bytes(outcome, StepContractJson.Default.StepOutcome));
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"yard-step: cannot write the outcome {job.Outcome}: {exception.Message}");
    return 1;
}
