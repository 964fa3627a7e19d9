/**
 * Every page of the dashboard in a real browser, narrow and wide, light and dark: accessibility,
 * requests, and messages of the browser. With DASHBOARD_PICTURES=<folder> it leaves a screenshot of
 * each.
 */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioLink } from '../../../plugins/dashboard/page-links.ts';
import { connectSharedChromium } from '../../support/shared-chromium-pages.ts';
import {
  findAccessibilityViolations,
  openDashboardPage,
} from './chromium-dashboard-page-with-accessibility-check.ts';
import {
  COMPARISON_ID,
  DOCUMENT_PATHS,
  HOSTILE_NAME,
  LIST_PATHS,
  RUN_ID,
  type RunningDashboard,
  startDashboard,
} from './dashboard-test-server-with-sample-documents.ts';

let shown: RunningDashboard;
let empty: RunningDashboard;
let browser: Browser;
beforeAll(async () => {
  [shown, empty, browser] = await Promise.all([
    startDashboard(undefined, { isWritable: true }),
    startDashboard({}),
    connectSharedChromium(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([shown.close(), empty.close()]);
});

const PATHS = [
  '/',
  '/?q=s',
  '/?q=nothing',
  '/none',
  '/compare',
  '/?since=2026-01-02',
  '/scenarios/sort',
  scenarioLink(HOSTILE_NAME),
  `/runs/${RUN_ID}`,
  `/comparisons/${COMPARISON_ID}`,
  ...LIST_PATHS,
  ...DOCUMENT_PATHS,
];
const PICTURES = process.env.DASHBOARD_PICTURES;
const LOOKS = [1_280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe('the dashboard in Chromium', () => {
  it.each(LOOKS)(
    'has no accessibility barrier and calls no other host, $width wide and $colorScheme',
    async ({ width, colorScheme }) => {
      const viewport = { width, height: 900 };
      for (const [dashboard, paths] of [
        [shown, PATHS],
        [empty, ['/', ...LIST_PATHS]],
      ] as const) {
        const { page, said, asked, close } = await openDashboardPage(browser, dashboard, {
          viewport,
          colorScheme,
        });
        for (const path of paths) {
          const answer = await page.goto(`${dashboard.url}${path}`);
          const wide = await page.evaluate('document.documentElement.scrollWidth');
          expect(wide, path).toBeLessThanOrEqual(width);
          expect(await findAccessibilityViolations(page), path).toEqual([]);
          expect(answer?.headers()['content-security-policy']).not.toContain('unsafe');
          if (PICTURES === undefined) continue;
          const name = `${dashboard === empty ? 'empty' : ''}${path.replace(/[^a-z\d]+/giu, '-')}`;
          const file = `${name.slice(0, 60)}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: join(PICTURES, file), fullPage: true });
        }
        // The browser's message about a missing page is not an error of the dashboard.
        expect(said.filter((text) => !text.includes('404'))).toEqual([]);
        expect([...new Set(asked)]).toEqual([dashboard.url]);
        await close();
      }
    },
  );

  it('fails the accessibility check when a barrier is planted', async () => {
    const { page, close } = await openDashboardPage(browser, shown, {});
    await page.evaluate("document.querySelector('label').remove()");
    expect((await findAccessibilityViolations(page)).join()).toContain('label');
    await close();
  });

  it('works with the keyboard alone: the skip link first, then each element with visible focus', async () => {
    const { page, close } = await openDashboardPage(browser, shown, {});
    await page.goto(`${shown.url}/scenarios/sort`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    const reached = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<{ name: string; outline: string } | null>(
        `(() => { const one = document.activeElement; return one === document.body ? null : { name: one.getAttribute('class') ?? one.tagName, outline: getComputedStyle(one).outlineStyle }; })()`,
      );
      if (at === null) break;
      expect(at.outline, at.name).not.toBe('none');
      reached.add(at.name.split(' ')[0] ?? '');
    }
    expect([...reached]).toEqual(expect.arrayContaining(['scroll', 'plot', 'INPUT', 'BUTTON']));
    await close();
  });

  it('prints light, without what only a screen needs', async () => {
    const { page, close } = await openDashboardPage(browser, shown, { colorScheme: 'dark' });
    await page.goto(`${shown.url}/scenarios/sort`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect(await page.locator('form').first().isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    await close();
  });

  it('reads and writes without JavaScript, by links and plain forms', async () => {
    const { page, said, close } = await openDashboardPage(browser, shown, {
      javaScriptEnabled: false,
    });
    await page.getByRole('link', { name: HOSTILE_NAME, exact: true }).first().click();
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toContain(
      HOSTILE_NAME,
    );
    await page.getByRole('link', { name: 'Gates' }).click();
    expect(page.url()).toBe(`${shown.url}/gates`);
    await page.getByRole('searchbox').fill('c0de');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(page.url()).toBe(`${shown.url}/?q=c0de`);
    await page.locator(`a[href="/comparisons/${COMPARISON_ID}"]`).click();
    expect(await page.title()).not.toBe('Not found');
    await page.goto(`${shown.url}/scenarios/sort`);
    await page.getByLabel('Reason').fill('it was planned');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('acknowledged by Ada Tester: it was planned').first().waitFor();
    await page.getByLabel('Since a day or a commit').fill('2026-01-02');
    await page.getByLabel('Note', { exact: true }).fill('a new disk');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.getByRole('cell', { name: 'a new disk (Ada Tester)' }).first().waitFor();
    expect(said).toEqual([]);
    await close();
  });
});
