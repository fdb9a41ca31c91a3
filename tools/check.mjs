// npm run check: types, format and lint.
import { runChecks } from './checks.mjs';
import { setUpNode } from './setup.mjs';
import { fail } from './setupError.mjs';

try {
  process.exit(runChecks(setUpNode().node24).failed === 0 ? 0 : 1);
} catch (error) {
  fail(error);
}
