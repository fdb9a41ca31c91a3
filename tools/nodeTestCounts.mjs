// A reporter for node --test that writes { passed, failed } as JSON, for a machine to read.

/**
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
export default async function* nodeTestCounts(events) {
  let passed = 0;
  let failed = 0;
  /** @type {string[]} */
  const faults = [];
  for await (const { type, data } of events) {
    if (type === 'test:fail') {
      // What contains a failed test fails too, and is not counted again.
      if (data.details.error?.failureType !== 'subtestsFailed') failed += 1;
    } else if (type === 'test:pass' && data.details.type !== 'suite') {
      const fault = faultOf(data);
      if (fault) {
        failed += 1;
        faults.push(fault);
      } else {
        passed += 1;
      }
    }
  }
  yield JSON.stringify({ passed, failed, faults });
}

/**
 * Why a test that Node calls passed is none.
 * @param {{ name: string, file?: string, nesting: number, skip?: unknown, todo?: unknown }} test
 */
function faultOf({ name, file, nesting, skip, todo }) {
  if (skip !== undefined) return `"${name}" is skipped (${file}).`;
  if (todo !== undefined) return `"${name}" is still to do (${file}).`;
  // A file that holds no test, or that exits before its first, is reported as one that passed.
  if (nesting === 0 && file?.replaceAll('\\', '/').endsWith(name.replaceAll('\\', '/')))
    return `${file} ran no test.`;
  return undefined;
}
