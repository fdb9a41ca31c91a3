import { facts } from 'node-facts';
import { nodeError, refuse } from './errors.ts';

const priority = { PRIORITY_LOW: 19, PRIORITY_BELOW_NORMAL: 10, PRIORITY_NORMAL: 0 } as const;
const gibibyte = 1024 ** 3;

/** A machine that tells nothing of the one that it runs on. */
export const operatingSystem = {
  arch: () => 'x64',
  availableParallelism: () => 1,
  cpus: () => [{ model: 'cpu', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  endianness: () => 'LE',
  freemem: () => gibibyte / 2,
  getPriority: () => priority.PRIORITY_NORMAL,
  homedir: () => '/home/node',
  hostname: () => 'localhost',
  loadavg: () => [0, 0, 0],
  networkInterfaces: () => ({}),
  platform: () => 'linux',
  release: () => '6.1.0',
  tmpdir: () => '/tmp',
  totalmem: () => gibibyte,
  type: () => 'Linux',
  userInfo: (options?: { encoding?: string }) => {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'The "options" argument must be of type object.', TypeError);
    }
    return { uid: 1000, gid: 1000, username: 'node', homedir: '/home/node', shell: '/bin/sh' };
  },
  uptime: () => 0,
  version: () => '#1 SMP',
  machine: () => 'x86_64',
  setPriority: () => {
    throw refuse('os.setPriority');
  },
  constants: facts.osConstants,
  EOL: '\n',
  devNull: '/dev/null',
};
