/** What else Node's console has: the class of others like it, and members that only an inspector answers. */
export function completeConsole<T extends object>(console: T): T {
  const silent = ['clear', 'context', 'createTask', 'profile', 'profileEnd', 'timeStamp'];
  for (const name of silent) {
    const value =
      name === 'createTask'
        ? () => ({ run: (code: () => unknown) => code() })
        : name === 'context'
          ? () => console
          : () => undefined;
    Object.defineProperty(value, 'name', { value: name });
    Object.defineProperty(console, name, { value, writable: true, configurable: true, enumerable: true });
  }
  Object.defineProperty(console, 'Console', {
    configurable: true,
    enumerable: true,
    get: () => require('node-lib:internal/console/constructor').Console,
  });
  return Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
}
