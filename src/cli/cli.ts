import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { payloadSamples, payloadText, type SampleName } from '../hook/payload.ts';
import { defaultLimits } from '../runner/protocol.ts';
import { RunnerError } from '../runner/runnerError.ts';
import { newCommand } from './newCommand.ts';
import { type RunOptions, runCommand } from './runCommand.ts';
import { UsageError } from './usageError.ts';

/** The exit statuses: 0 success, 1 the hook failed, 2 nothing was run, 3 the runner failed. */
const exitStatus = { usage: 2, runner: 3 } as const;

const whole = (unit: string, least: number, most: number) => (value: string) => {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`It must be a whole number of ${unit} from ${least} to ${most}.`);
};

const samples = Object.keys(payloadSamples).filter((name): name is SampleName => name !== 'default');

const program = new Command('post-registration-hooks')
  .description('Runs Auth0 Post-User-Registration hooks in a sandbox that behaves as the platform does.')
  .version(manifest.version)
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit status: 0 success; 1 the hook failed; 2 wrong usage or payload, nothing was run; 3 the runner failed.',
  );

program
  .command('run')
  .description('run a hook and print what it does')
  .argument('<hook>', "the hook's file")
  .option('--payload <file|name>', 'a payload file, a payload of the hook by its name, or a sample')
  .option('--secrets <file>', 'a .env file or a JSON object of strings')
  .option(
    '--timeout <ms>',
    `milliseconds that the run may take (default: ${defaultLimits.timeoutMs})`,
    whole('milliseconds', 1, 2 ** 31 - 1),
  )
  .option(
    '--memory <mb>',
    `megabytes of memory that the hook may use (default: ${defaultLimits.memoryMb})`,
    whole('megabytes', 8, 16_384),
  )
  .addOption(
    new Option('--network <mode>', 'whether requests of the hook go out')
      .choices(['live', 'block'])
      .default('live'),
  )
  .option(
    '--allow-host <host...>',
    'hosts that the hook may reach, and no others: a name, or *.name for all below it, either with :port',
  )
  .option('--ca <file>', "certificate authorities (PEM) that the hook's TLS trusts, too")
  .option('--json', 'print the events as JSON, one a line')
  .action(async (hook: string, options: RunOptions) => {
    process.exitCode = await runCommand(hook, options);
  });

program
  .command('new')
  .description('write the starter code of a hook into a new file, or print it')
  .argument('[file]', 'the file to write')
  .action((file: string | undefined) => newCommand(file));

program
  .command('payload')
  .description(`print a sample payload: ${samples.join(', ')}; without a name the documented one`)
  .argument('[sample]')
  .action((sample: string | undefined) => {
    const name = ['default', ...samples].find((known) => known === (sample ?? 'default')) as
      | SampleName
      | undefined;
    if (name === undefined)
      throw new UsageError(`There is no sample "${sample}". There are: ${samples.join(', ')}.`);
    process.stdout.write(payloadText(name));
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Help and the version are no errors; what else there is commander has told.
    process.exitCode = error.exitCode === 0 ? 0 : exitStatus.usage;
  } else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitStatus.usage;
  } else {
    process.stderr.write(
      `${error instanceof RunnerError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = exitStatus.runner;
  }
});
