import { readFileSync } from 'node:fs';
import { inProject } from './project.mjs';

/**
 * User settings for a VS Code in which nothing moves, pops up or covers something while a test looks at it.
 * @type {Record<string, unknown>}
 */
export const calmSettings = JSON.parse(readFileSync(inProject('tools', 'calmSettings.json'), 'utf8'));
