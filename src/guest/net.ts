import { refuse } from './errors.ts';
import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from './ipAddress.ts';
import { Socket } from './socket.ts';
import { connectArguments } from './socketOptions.ts';

const unavailable = (member: string) =>
  function refused() {
    throw refuse(`net.${member}`);
  };

function connect(...args: unknown[]): Socket {
  const { options } = connectArguments(args);
  const socket = new Socket(options);
  return socket.connect(...args);
}

let autoSelectFamily = true;
let autoSelectFamilyTimeout = 250;

const CallableSocket = callable(Socket);

/** The module `net`: clients only. */
export const netModule = {
  Socket: CallableSocket,
  Stream: CallableSocket,
  SocketAddress,
  BlockList,
  connect,
  createConnection: connect,
  isIP,
  isIPv4,
  isIPv6,
  getDefaultAutoSelectFamily: () => autoSelectFamily,
  setDefaultAutoSelectFamily: (value: boolean): void => {
    autoSelectFamily = value;
  },
  getDefaultAutoSelectFamilyAttemptTimeout: () => autoSelectFamilyTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout: (value: number): void => {
    autoSelectFamilyTimeout = value;
  },
  _normalizeArgs: (args: unknown[]): [object, unknown] => {
    const { options, listener } = connectArguments(args);
    return [options, listener ?? null];
  },
  Server: unavailable('Server'),
  createServer: unavailable('createServer'),
};

/** Node's own classes of old may be called without `new`, and be inherited from with util.inherits. */
export function callable<Class extends new (...args: never[]) => object>(Original: Class): Class {
  const made = new Proxy(Original, {
    apply: (target, self: unknown, args) => {
      const instance = Reflect.construct(target, args) as object;
      // `Parent.call(this)` of a class made with util.inherits: what it needs is put into its own object.
      if (self instanceof target && Object.getPrototypeOf(self) !== target.prototype) {
        const inherited: unknown = Reflect.construct(target, args, (self as object).constructor);
        return Object.setPrototypeOf(inherited as object, Object.getPrototypeOf(self));
      }
      return instance;
    },
  });
  Object.defineProperty(Original.prototype, 'constructor', {
    value: made,
    writable: true,
    configurable: true,
  });
  return made;
}
