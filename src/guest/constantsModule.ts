import { facts } from 'node-facts';

/** The deprecated module `constants`: the numbers of os, fs and crypto in one. */
export const constantsModule: object = Object.freeze({ ...facts.constants });
