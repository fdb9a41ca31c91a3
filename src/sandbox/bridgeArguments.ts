/** Checks of what the guest hands over the bridge: code in the isolate may have tampered with whatever calls it. */

const refuseArgument = (value: unknown, expected: string): never => {
  throw new TypeError(`The bridge expected ${expected} but got ${typeof value}.`);
};
export const text = (value: unknown): string =>
  typeof value === 'string' ? value : refuseArgument(value, 'a string');
export const integer = (value: unknown): number =>
  Number.isSafeInteger(value) ? (value as number) : refuseArgument(value, 'an integer');
export const milliseconds = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : refuseArgument(value, 'a delay in ms');
export const body = (value: unknown): ArrayBuffer =>
  value instanceof ArrayBuffer ? value : refuseArgument(value, 'bytes');
