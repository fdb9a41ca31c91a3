import { defineConfig } from '@playwright/test';
import { found } from './found.ts';

export default defineConfig({
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/e2e',
  // Each test has a VS Code of its own, which needs more than one core.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ['json', { outputFile: '../../test-results/e2e.json' }]],
  use: {
    viewport: { width: 1400, height: 900 },
    colorScheme: 'light',
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: found('HOOKS_TEST_CHROMIUM') },
  },
});
