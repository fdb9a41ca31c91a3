import { refuse } from './errors.ts';

/** An object on which any member may be read, called, constructed or extended up to the point where it would act. */
export function refusingModule(moduleName: string): object {
  const members = new Map<string, unknown>();
  return new Proxy(Object.create(null), {
    get(_target, key) {
      // What tells modules and promises apart is asked of every module, and is no use of it.
      if (typeof key === 'symbol' || key === '__esModule' || key === 'then' || key === 'default')
        return undefined;
      const name = `${moduleName}.${key}`;
      if (!members.has(key)) {
        members.set(key, function refused() {
          throw refuse(name);
        });
      }
      return members.get(key);
    },
  });
}
