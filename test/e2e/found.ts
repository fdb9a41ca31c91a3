/** What the set-up found for the tests. Absolute paths. */
export function found(
  name: 'HOOKS_TEST_CHROMIUM' | 'HOOKS_TEST_NODE24' | 'HOOKS_TEST_VSCODE_SERVER' | 'HOOKS_TEST_VSIX',
): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with "npm run test:e2e".`);
  return value;
}
