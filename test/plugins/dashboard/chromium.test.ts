/** The dashboard in a real browser, one look; chromium.proof.test.ts looks at every page. */
import { expect, it } from 'vitest';
import { sharedChromium } from '../../support/chromium.ts';
import { barriers, openShown } from './look-at.ts';
import { showProject } from './shown-project.ts';

it('is let in by the printed address, keeps nobody out, and asks nobody else', async () => {
  const [shown, browser] = await Promise.all([showProject(), sharedChromium()]);
  const viewport = { width: 390, height: 900 };
  const { page, said, asked, close } = await openShown(browser, shown, { viewport });
  expect(page.url()).toBe(`${shown.url}/`);
  expect(await barriers(page)).toEqual([]);
  expect(said).toEqual([]);
  expect([...new Set(asked)]).toEqual([shown.url]);
  await close();
  await browser.close();
  await shown.close();
});
