declare module 'buffer-polyfill' {
  export const Buffer: {
    from(data: string, encoding?: string): Uint8Array<ArrayBuffer>;
    compare(a: Uint8Array, b: Uint8Array): number;
    prototype: {
      toString(this: Uint8Array, encoding: string, start?: number, end?: number): string;
      write(this: Uint8Array, text: string, offset: number, length: number, encoding: string): number;
    };
  };
}
declare module 'node-facts' {
  export const facts: {
    systemErrors: [number: number, name: string, message: string][];
    constants: Record<string, unknown>;
    osConstants: Record<string, unknown>;
  };
}
declare module 'tr46' {
  const tr46: {
    toASCII(domain: string, options: object): string | null;
    toUnicode(domain: string, options: object): { domain: string; error: boolean };
  };
  export default tr46;
}
