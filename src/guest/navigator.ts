/** The global `navigator`, as Node's of one processor. */
export class Navigator {
  get hardwareConcurrency(): number {
    return 1;
  }
  get language(): string {
    return 'en-US';
  }
  get languages(): readonly string[] {
    return Object.freeze(['en-US']);
  }
  get userAgent(): string {
    return 'Node.js/22';
  }
  get platform(): string {
    return 'linux';
  }
}
for (const name of ['hardwareConcurrency', 'language', 'languages', 'userAgent', 'platform']) {
  const own = Object.getOwnPropertyDescriptor(Navigator.prototype, name);
  if (own) Object.defineProperty(Navigator.prototype, name, { ...own, enumerable: true });
}
export const navigator = new Navigator();
