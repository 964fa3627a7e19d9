/** The dashboard in a real browser: what it asks for, what it complains of, who can use it. */

import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedChromium } from '../../support/chromium.ts';
import { COMPARISON, HOSTILE, RUN, type Shown, showProject, TOKEN } from './shown-project.ts';

let shown: Shown;
let browser: Browser;
beforeAll(async () => {
  [shown, browser] = await Promise.all([showProject(), sharedChromium()]);
});
afterAll(async () => {
  await browser.close();
  await shown.close();
});

/** A page that was let in by the printed address, and what the browser said and asked for since. */
async function opened(
  options: Parameters<Browser['newContext']>[0],
): Promise<{ page: Page; said: string[]; asked: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${shown.url}/?token=${TOKEN}`);
  return { page, said, asked, close: () => context.close() };
}

const PATHS = ['/', '/?q=s', '/scenarios/sort', `/runs/${RUN}`, `/comparisons/${COMPARISON}`];

/** Violations that keep somebody out (axe: serious and critical). */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the dashboard in Chromium', () => {
  it.each([
    { width: 1_280, colorScheme: 'light', looksAt: ['/'] },
    { width: 390, colorScheme: 'dark', looksAt: PATHS },
  ] as const)(
    'keeps nobody out and asks nobody else, $width wide and $colorScheme',
    async ({ width, colorScheme }) => {
      const { page, said, asked, close } = await opened({
        viewport: { width, height: 900 },
        colorScheme,
      });
      expect(page.url()).toBe(`${shown.url}/`);
      for (const path of PATHS) {
        await page.goto(`${shown.url}${path}`);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect(wide, path).toBeLessThanOrEqual(width);
        expect(await barriers(page), path).toEqual([]);
      }
      expect(said).toEqual([]);
      expect([...new Set(asked)]).toEqual([shown.url]);
      await close();
    },
  );

  it('a barrier would be found', async () => {
    const { page, close } = await opened({});
    await page.evaluate("document.querySelector('label').remove()");
    expect((await barriers(page)).join()).toContain('label');
    await close();
  });

  it('works without JavaScript, by links and a plain form', async () => {
    const { page, said, close } = await opened({ javaScriptEnabled: false });
    await page.getByRole('link', { name: HOSTILE, exact: true }).click();
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toContain(HOSTILE);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('searchbox').fill('c0de');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(page.url()).toBe(`${shown.url}/?q=c0de`);
    await page.getByRole('link', { name: COMPARISON }).click();
    expect(await page.title()).not.toBe('Not found');
    expect(said).toEqual([]);
    await close();
  });
});
