import url from '@jspm/core/nodelibs/url';
import { URL, URLSearchParams } from 'whatwg-url';

/** The polyfill's url with the standard's own classes. */
export const urlModule = { ...url, URL, URLSearchParams };
