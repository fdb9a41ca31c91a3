/** How much of a body, in bytes, events carry. */
const previewBytes = 16 * 1024;
/** Beyond the preview, so that a secret that the cut would split is masked whole first. */
const marginBytes = 4 * 1024;

/** Loaded with the first body that needs it. */
const decompress = (encoding: string, bytes: Buffer): Buffer | null => {
  const { brotliDecompressSync, constants, gunzipSync, inflateSync } = process.getBuiltinModule('node:zlib');
  const options = { maxOutputLength: 1024 * 1024, finishFlush: constants.Z_SYNC_FLUSH };
  if (encoding === 'gzip') return gunzipSync(bytes, options);
  if (encoding === 'deflate') return inflateSync(bytes, options);
  return encoding === 'br' ? brotliDecompressSync(bytes, { maxOutputLength: options.maxOutputLength }) : null;
};

/** Gathers the beginning of a body as it passes. */
export function createBodyPreview(mask: <T>(data: T) => T) {
  const chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  return {
    add(chunk: Buffer): void {
      total += chunk.length;
      const room = previewBytes + marginBytes - kept;
      if (room <= 0) return;
      chunks.push(Buffer.from(chunk.subarray(0, room)));
      kept += Math.min(room, chunk.length);
    },
    /** Bytes on the wire. */
    bytes: (): number => total,
    /** The beginning as text, decoded by its content-encoding where it came whole, secrets masked. */
    text(contentEncoding: string): string {
      let body: Buffer = Buffer.concat(chunks);
      if (contentEncoding !== '' && kept === total && total > 0) {
        try {
          body = decompress(contentEncoding.toLowerCase(), body) ?? body;
        } catch {
          return `(${total} bytes, ${contentEncoding})`;
        }
      }
      // Cut first at the margin, mask, and only then at the preview's end.
      const text = new TextDecoder().decode(body, { stream: true });
      if (text.includes('\0') || text.includes('\ufffd')) return `(${total} bytes, binary)`;
      return mask(text).slice(0, previewBytes);
    },
  };
}
