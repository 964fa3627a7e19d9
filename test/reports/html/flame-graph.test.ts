/** The flame graphs as people use it, in the real browser and under the policy of its page. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { htmlReporter } from '../../../reports/html-reporter.ts';
import { type GoldenName, goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { connectSharedChromium } from '../../support/shared-chromium-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-flame-'));
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await connectSharedChromium();
  page = await browser.newPage({ viewport: { width: 1_000, height: 900 } });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => errors.push(message.text()));
});
afterAll(() => browser.close());

async function open(name: GoldenName): Promise<void> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, htmlReporter.render(goldenDocuments()[name], { width: 80, color: false }));
  await page.goto(pathToFileURL(file).href);
}

const box = (name: string) => page.locator(`svg.box[data-name^="${name}"]`);

/** Width of the box of a function as a share of the picture. */
async function widthOf(name: string): Promise<number> {
  const own = await box(name).boundingBox();
  const all = await page.locator('figure.flame svg.plot').boundingBox();
  return (own?.width ?? 0) / (all?.width ?? 1);
}

const said = async (): Promise<string> => (await page.locator('.tools output').textContent()) ?? '';

describe('the flame graph of a profile', () => {
  beforeEach(() => open('profile-function'));

  test('shows a call as wide as its share, and as wide as the graph when it is clicked', async () => {
    const before = await widthOf('parseRow');
    expect(before).toBeGreaterThan(0.7);
    expect(before).toBeLessThan(0.95);
    await box('parseRow').click();
    expect(await widthOf('parseRow')).toBeCloseTo(1, 2);
    expect(await widthOf('trim')).toBeCloseTo(0.27, 1);
    // Its callers are as wide; unrelated functions are hidden.
    expect(await widthOf('(anonymous)')).toBeCloseTo(1, 2);
    expect(await box('readFileSync').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'all' }).click();
    expect(await widthOf('parseRow')).toBeCloseTo(before, 3);
  });

  test('marks the hits of a search and adds up their shares once', async () => {
    await page.getByRole('searchbox').fill('src/parse');
    expect(await page.locator('svg.box.hit').count()).toBe(1);
    expect(await said()).toMatch(/^1 call, 8\d\.\d %$/);
    await page.getByRole('searchbox').fill('r');
    expect(await said()).toMatch(/^\d calls, \d+\.\d %$/);
    expect(Number.parseFloat((await said()).split(', ')[1] ?? '')).toBeLessThanOrEqual(100);
    await page.getByRole('searchbox').fill('');
    expect(await page.locator('svg.box.hit').count()).toBe(0);
  });

  test('moves from call to call by the keyboard, and opens and closes a call', async () => {
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
});

const colorOf = (name: string): Promise<string> =>
  box(name)
    .locator('rect')
    .evaluate((rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill ?? '');

describe('the flame graph of a difference', () => {
  beforeAll(() => open('profile-diff-function'));

  test('colours slower calls orange and equal calls grey, as its legend says', async () => {
    const legend = page.locator('figure.flame .legend');
    const swatches = await legend
      .locator('rect')
      .evaluateAll((all) =>
        all.map((rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill ?? ''),
      );
    expect(await legend.textContent()).toContain('unchanged');
    expect(swatches).toHaveLength(7);
    const [less, , , same, , , more] = swatches;
    expect(new Set([less, same, more]).size).toBe(3);
    expect(await colorOf('parseRow')).toBe(more);
    expect(await colorOf('readFileSync')).toBe(same);
  });

  test('shows the cost of a call on both sides and makes it the root when it is clicked', async () => {
    const label = await box('parseRow').getAttribute('aria-label');
    expect(label).toMatch(
      /^parseRow, src\/parse\.ts:17: \d+ % → \d+ % of the base including callees/,
    );
    await box('parseRow').click();
    expect(await widthOf('parseRow')).toBeCloseTo(1, 2);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('trim');
    expect(await page.locator('svg.box.hit').count()).toBe(1);
  });

  test('lists in a table the functions that the head lost', async () => {
    const row = page.getByRole('row', { name: /trim \(gone\)/ });
    expect(await row.textContent()).toContain('@text/trim/index.js:3');
    expect(await row.locator('strong').textContent()).toBe('-24 % *');
    await page.getByText('*: change beyond noise.').waitFor();
  });
});

test('a gate shows the graph under its verdict', async () => {
  await open('gate-failed');
  await page.getByRole('heading', { name: 'What changed in the code' }).waitFor();
  await box('parseRow').click();
  expect(await page.locator('.tools output').textContent()).toContain('parseRow');
});

test('the page logs no error while it is used', () => {
  expect(errors).toEqual([]);
});
