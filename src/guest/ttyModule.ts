import { refuse } from './errors.ts';

function ReadStream(): never {
  throw refuse('tty.ReadStream');
}
function WriteStream(): never {
  throw refuse('tty.WriteStream');
}

/** Nothing that a hook writes to is a terminal. */
export const ttyModule = { isatty: () => false, ReadStream, WriteStream };
