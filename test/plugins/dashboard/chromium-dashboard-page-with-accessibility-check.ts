import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import {
  ACCESS_TOKEN,
  type RunningDashboard,
} from './dashboard-test-server-with-sample-documents.ts';

/** Authenticated page, with the messages and requests of the browser since it was opened. */
export interface DashboardPage {
  readonly page: Page;
  readonly said: readonly string[];
  /** Origins. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens the dashboard by its printed address. */
export async function openDashboardPage(
  browser: Browser,
  shown: RunningDashboard,
  options: Parameters<Browser['newContext']>[0],
): Promise<DashboardPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${shown.url}/?token=${ACCESS_TOKEN}`);
  return { page, said, asked, close: () => context.close() };
}

/** Returns the violations that exclude users (axe: serious and critical). */
export async function findAccessibilityViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
