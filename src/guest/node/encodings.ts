/** Encodings of bytes as text, by the number that Node's own code hands over. */
export const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];

/** How a StringDecoder keeps its state, in bytes. */
export const stringDecoderLayout = {
  kIncompleteCharactersStart: 0,
  kIncompleteCharactersEnd: 4,
  kMissingBytes: 4,
  kBufferedBytes: 5,
  kEncodingField: 6,
  kNumFields: 7,
  kSize: 7,
};
