/** The report of a session as a page in a real browser. */
import { expect, test } from 'vitest';
import { teamView } from '../../../../plugins/team/document/team-view.ts';
import { renderPage } from '../../../../reports/html/render-report-view-as-html.ts';
import { connectSharedChromium, openPage } from '../../../support/shared-chromium-pages.ts';
import { createMixedTeam, createMixedTeamReport } from './team-with-mixed-branch-outcomes.ts';

test('TPC-14: shows the page in a browser without scripts, requests or truncated text', async () => {
  const browser = await connectSharedChromium();
  const opened = await openPage(browser, renderPage(teamView(createMixedTeamReport())));
  try {
    const boxes = await opened.page.locator('.team-graph .task').count();
    expect(boxes).toBe([...createMixedTeam().standing.tasks.values()].length);
    const overflow = await opened.page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    // Texts fit into their boxes.
    const cut = await opened.page.evaluate(
      `[...document.querySelectorAll('.team-graph .task')].filter((task) => [...task.querySelectorAll('text')].some((text) => text.getBBox().width > task.querySelector('rect').getBBox().width - 8)).length`,
    );
    expect(cut).toBe(0);
    expect([opened.console, opened.requested]).toEqual([[], []]);
    const path = process.env.TEAM_PAGE_PICTURE;
    if (path !== undefined) await opened.page.screenshot({ path, fullPage: true });
  } finally {
    await opened.close();
    await browser.close();
  }
});
