import ipaddr from 'ipaddr.js';

/** Node's net.isIP: 4, 6, or 0 for what is no address. */
export function isIP(value: unknown): 0 | 4 | 6 {
  const text = String(value);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return 4;
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? 6 : 0;
}
export const isIPv4 = (value: unknown): boolean => isIP(value) === 4;
export const isIPv6 = (value: unknown): boolean => isIP(value) === 6;

type Family = 'ipv4' | 'ipv6';
type Address = ReturnType<typeof ipaddr.parse>;
const addressOf = (value: unknown): Address =>
  ipaddr.parse(value instanceof SocketAddress ? value.address : String(value));

/** Node's net.SocketAddress. */
export class SocketAddress {
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly flowlabel: number;
  constructor(options: { address?: string; family?: Family; port?: number; flowlabel?: number } = {}) {
    this.family = options.family ?? 'ipv4';
    this.address = options.address ?? (this.family === 'ipv6' ? '::' : '127.0.0.1');
    this.port = options.port ?? 0;
    this.flowlabel = options.flowlabel ?? 0;
  }
}

interface Rule {
  text: string;
  matches(address: Address): boolean;
}

/** Node's net.BlockList: addresses, ranges and subnets to compare with; it blocks nothing by itself. */
export class BlockList {
  readonly #addresses: Rule[] = [];
  readonly #rules: Rule[] = [];
  get rules(): string[] {
    return [...this.#addresses, ...this.#rules].map(({ text }) => text);
  }
  addAddress(value: unknown): void {
    const one = addressOf(value);
    const text = one.toString();
    this.#addresses.push({
      text: `Address: ${nameOf(one)} ${text}`,
      matches: (address) => address.toString() === text,
    });
  }
  addRange(start: unknown, end: unknown): void {
    const [low, high] = [addressOf(start), addressOf(end)];
    this.#rules.unshift({
      text: `Range: ${nameOf(low)} ${low.toString()}-${high.toString()}`,
      matches: (address) =>
        address.kind() === low.kind() &&
        compareBytes(address.toByteArray(), low.toByteArray()) >= 0 &&
        compareBytes(address.toByteArray(), high.toByteArray()) <= 0,
    });
  }
  addSubnet(network: unknown, prefix: number): void {
    const base = addressOf(network);
    this.#rules.unshift({
      text: `Subnet: ${nameOf(base)} ${base.toString()}/${prefix}`,
      matches: (address) => address.kind() === base.kind() && address.match([base, prefix] as never),
    });
  }
  check(value: unknown): boolean {
    const address = addressOf(value);
    const plain = ipaddr.process(address.toString());
    return [...this.#addresses, ...this.#rules].some(({ matches }) => matches(address) || matches(plain));
  }
}

const nameOf = (address: Address): string => (address.kind() === 'ipv4' ? 'IPv4' : 'IPv6');
function compareBytes(a: number[], b: number[]): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
