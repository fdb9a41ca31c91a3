// npm run docs: writes docs/node-compatibility.md from the table that the guest's modules are built from.
import { writeFileSync } from 'node:fs';
import { compatibilityPage } from './compatibilityPage.mjs';
import { inProject } from './project.mjs';

writeFileSync(inProject('docs/node-compatibility.md'), compatibilityPage());
