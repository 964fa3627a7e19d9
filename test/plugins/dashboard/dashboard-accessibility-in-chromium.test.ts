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
  await close();
  await browser.close();
  await shown.close();
});
