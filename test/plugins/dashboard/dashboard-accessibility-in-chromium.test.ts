/** The dashboard in a real browser, one page only; chromium.proof.test.ts covers every page. */
import { expect, it } from 'vitest';
import { connectSharedChromium } from '../../support/shared-chromium-pages.ts';
import {
  findAccessibilityViolations,
  openDashboardPage,
} from './chromium-dashboard-page-with-accessibility-check.ts';
import { startDashboard } from './dashboard-test-server-with-sample-documents.ts';

it('opens by the printed address, without accessibility barriers or requests to other hosts', async () => {
  const [shown, browser] = await Promise.all([startDashboard(), connectSharedChromium()]);
  const viewport = { width: 390, height: 900 };
  const { page, said, asked, close } = await openDashboardPage(browser, shown, { viewport });
  expect(page.url()).toBe(`${shown.url}/`);
  expect(await findAccessibilityViolations(page)).toEqual([]);
  expect(said).toEqual([]);
  expect([...new Set(asked)]).toEqual([shown.url]);
  // The runs of a plot are read to a keyboard, the newest first, and to a pointer.
  await page.goto(`${shown.url}/scenarios/sort`);
  const [plot, output] = [page.locator('svg.plot').first(), page.locator('output').first()];
  await plot.focus();
  expect(await output.textContent()).toMatch(/^2026-01-05 03:00 · /u);
  await page.keyboard.press('ArrowLeft');
  expect(await output.textContent()).toMatch(/^2026-01-05 02:00 · 1[12](\.\d+)? ms · /u);
  await plot.hover({ position: { x: 1, y: 100 } });
  expect(await output.textContent()).toMatch(/^2026-01-01 00:00 · /u);
  expect(said).toEqual([]);
  await close();
  await browser.close();
  await shown.close();
});
