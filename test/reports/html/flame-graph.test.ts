/** The flame graph as people use it, in the real browser and under the policy of its page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { htmlReporter } from '../../../reports/html-reporter.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { connectSharedChromium } from '../../support/shared-chromium-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-flame-'));
const file = join(folder, 'profile.html');
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  const document = goldenDocuments()['profile-function'];
  if (document === undefined) throw new Error('no such document');
  writeFileSync(file, htmlReporter.render(document, { width: 80, color: false }));
  browser = await connectSharedChromium();
  page = await browser.newPage({ viewport: { width: 1_000, height: 900 } });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => errors.push(message.text()));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => page.goto(pathToFileURL(file).href));

/** Width of the box of a function as a share of the picture. */
async function widthOf(name: string): Promise<number> {
  const box = await page.locator(`svg.box[data-name^="${name}"]`).boundingBox();
  const all = await page.locator('figure.flame svg.plot').boundingBox();
  return (box?.width ?? 0) / (all?.width ?? 1);
}

const said = async (): Promise<string> => (await page.locator('.tools output').textContent()) ?? '';

test('a call is as wide as its share, and as wide as the graph when it is clicked', async () => {
  const before = await widthOf('parseRow');
  expect(before).toBeGreaterThan(0.7);
  expect(before).toBeLessThan(0.95);
  await page.locator('svg.box[data-name^="parseRow"]').click();
  expect(await widthOf('parseRow')).toBeCloseTo(1, 2);
  expect(await widthOf('trim')).toBeCloseTo(0.27, 1);
  // Its callers are as wide; unrelated functions are hidden.
  expect(await widthOf('(anonymous)')).toBeCloseTo(1, 2);
  expect(await page.locator('svg.box[data-name^="readFileSync"]').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'all' }).click();
  expect(await widthOf('parseRow')).toBeCloseTo(before, 3);
});

test('a search marks its hits and adds up their shares once', async () => {
  await page.getByRole('searchbox').fill('src/parse');
  expect(await page.locator('svg.box.hit').count()).toBe(1);
  expect(await said()).toMatch(/^1 call, 8\d\.\d %$/);
  await page.getByRole('searchbox').fill('r');
  expect(await said()).toMatch(/^\d calls, \d+\.\d %$/);
  expect(Number.parseFloat((await said()).split(', ')[1] ?? '')).toBeLessThanOrEqual(100);
  await page.getByRole('searchbox').fill('');
  expect(await page.locator('svg.box.hit').count()).toBe(0);
});

test('the keyboard moves from call to call, and opens and closes a call', async () => {
  // From the search field, skipping the button, which is disabled at first.
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  expect(await said()).toContain('parseRow, src/parse.ts:14');
  await page.keyboard.press('ArrowDown');
  expect(await said()).toContain('trim');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  expect(await said()).toContain('readFileSync');
  await page.keyboard.press('Enter');
  expect(await widthOf('readFileSync')).toBeCloseTo(1, 2);
  await page.keyboard.press('Escape');
  expect(await widthOf('readFileSync')).toBeLessThan(0.1);
});

test('the page logs no error while it is used', () => {
  expect(errors).toEqual([]);
});
