// undici's fetch, as the guest hands it to hooks.
declare module 'undici/lib/web/fetch/index.js' {
  export function fetch(input: unknown, init: unknown): Promise<unknown>;
}
declare module 'undici/lib/web/fetch/headers.js' {
  export const Headers: new (...args: unknown[]) => object;
}
declare module 'undici/lib/web/fetch/request.js' {
  export const Request: new (...args: unknown[]) => object;
}
declare module 'undici/lib/web/fetch/response.js' {
  export const Response: new (...args: unknown[]) => object;
}
declare module 'undici/lib/web/fetch/formdata.js' {
  export const FormData: new (...args: unknown[]) => object;
}
