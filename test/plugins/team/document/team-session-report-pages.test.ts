/** The report of a session: its numbers, its two pages letter by letter, and the page in a real browser. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { formatGains } from '../../../../plugins/team/benchmarker/compute-gains-of-deciding-metrics.ts';
import { runSession } from '../../../../plugins/team/coordinate/run-team-session.ts';
import {
  type DiscussedOption,
  discussionText,
  discussProposal,
} from '../../../../plugins/team/discussion/score-proposal-from-four-perspectives.ts';
import { collectReport } from '../../../../plugins/team/document/collect-team-report-from-files.ts';
import { createTeamReport } from '../../../../plugins/team/document/create-team-report.ts';
import type { TeamReport } from '../../../../plugins/team/document/team-report-schema.ts';
import { loadSession } from '../../../../plugins/team/handle-user-input-to-session.ts';
import type { RoleOutcome } from '../../../../plugins/team/session/task-completion.ts';
import type { Gain } from '../../../../plugins/team/session/workstream-gain.ts';
import { teamView } from '../../../../plugins/team/view/team-view.ts';
import { renderPage } from '../../../../reports/html/render-report-view-as-html.ts';
import { renderMarkdown } from '../../../../reports/markdown/render-report-view-as-markdown.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import { sampleOptimizations } from '../../../support/sample-strategist-plan.ts';
import { createAnsweringWorkers } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import { connectSharedChromium, openPage } from '../../../support/shared-chromium-pages.ts';
import {
  APPROVED_OUTCOME,
  createStoredSession,
  PASSED_OUTCOME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

/** Names that pages have to write as text. */
const HOSTILE = 'statements | <script>alert(1)</script> `x`';

const gained = (ratio: number, interval: Gain['interval']) => {
  const gains = [{ scenario: 'statements', metric: 'wall_time', ratio, interval }];
  return { gains, improvement: formatGains(gains) };
};

/** Returns a team with four branches: passed, given up after three rounds, failed, deferred. */
function mixed(): SimulatedTeam {
  const team = new SimulatedTeam({ mode: 'fan-out', maxBranches: 3, requirement: HOSTILE });
  team.plan(sampleOptimizations(4, ['P1', 'P1', 'P1', 'P3']));
  team.do('IMPL-B01', {
    role: 'optimizer',
    changes: [
      {
        id: 'H1',
        optimization: 'OPT-001',
        title: 'Look tags up in a Set',
        added: 2,
        removed: 1,
        gain: '[statements] wall_time -18.4 %',
      },
    ],
    dropped: ['H2 was removed: it adds no gain beyond the other changes'],
  });
  team.do('BENCH-B01', { ...PASSED_OUTCOME, ...gained(0.786, [0.77, 0.801]) });
  team.do('REVIEW-B01', APPROVED_OUTCOME);
  const bench: RoleOutcome = {
    role: 'benchmarker',
    verdict: 'FAIL',
    ...gained(1.042, [1.011, 1.074]),
    regressions: ['wall_time 10 ms to 10.4 ms'],
  };
  team.judge('B02', bench, APPROVED_OUTCOME);
  for (const round of [1, 2, 3]) {
    team.do(`FIX-B02-${round}`, { role: 'optimizer' });
    team.do(`BENCH-B02-R${round}`, bench);
    team.do(`REVIEW-B02-R${round}`, APPROVED_OUTCOME);
  }
  team.fail('IMPL-B03', 'it does not compile');
  return team;
}

function reportOfMixed(): TeamReport {
  return createTeamReport(mixed().standing, {
    discussions: [
      {
        path: 'discussions/DISCUSS-OPT.md',
        topic: 'the plan',
        points: ['Verdict: proceed', 'Confidence: medium'],
      },
    ],
    deliverables: ['artifacts/aggregate-results.json', 'session.json'],
    together: {
      sentence: 'B01 and B04 together: the gains overlap',
      gains: [
        { scenario: 'statements', metric: 'wall_time', percent: -30.2, interval: [-32, -28.1] },
      ],
      left_out: ['B05: it cannot be merged'],
    },
  });
}

test('TPC-14: writes the pages of a mixed session, letter by letter', async () => {
  const view = teamView(reportOfMixed());
  await expect(renderMarkdown(view)).toMatchFileSnapshot('golden/team-report.md');
  await expect(renderPage(view)).toMatchFileSnapshot('golden/team-report.html');
});

test('TPC-14: takes every number from the session', () => {
  const { session, tasks } = mixed().standing;
  const { counts, lanes, deferred, outcome, status } = reportOfMixed();
  const of = (state: string): number =>
    [...tasks.values()].filter((task) => task.status === state).length;
  expect(counts).toEqual({
    tasks: tasks.size,
    completed: of('completed'),
    failed: of('failed'),
    open: 0,
    fix_cycles: Object.values(session.fix_cycles).reduce((sum, count) => sum + count, 0),
  });
  expect(lanes.map(({ id, state, fix_cycles: rounds }) => [id, state, rounds])).toEqual([
    ['B01', 'passed', 0],
    ['B02', 'escalated', 3],
    ['B03', 'failed', 0],
  ]);
  expect(lanes.map(({ reason }) => reason)).toEqual([
    null,
    'wall_time 10 ms to 10.4 ms',
    'it does not compile',
  ]);
  expect(deferred).toEqual(['OPT-004 (P3): improvement 4']);
  expect([outcome, status]).toEqual(['partial', session.status]);
});

describe('TPC-14: the gains that the benchmarker measured', () => {
  const lanesAfter = (bench: RoleOutcome) => {
    const team = new SimulatedTeam({ mode: 'fan-out' });
    team.plan(sampleOptimizations(1));
    team.judge('B01', bench, APPROVED_OUTCOME);
    const none = { discussions: [], deliverables: [], together: null };
    return createTeamReport(team.standing, none);
  };
  it('are shown in percent, whatever their words say', () => {
    const { lanes } = lanesAfter({
      role: 'benchmarker',
      verdict: 'PASS',
      improvement: 'in words',
      regressions: [],
      gains: [
        { scenario: 's', metric: 'http.p95', ratio: 0.75, interval: [0.5, 1] },
        { scenario: 's', metric: 'heap_used', ratio: 1.5, interval: null },
      ],
    });
    expect(lanes[0]?.gains).toEqual([
      { scenario: 's', metric: 'http.p95', percent: -25, interval: [-50, 0] },
      { scenario: 's', metric: 'heap_used', percent: 50, interval: null },
    ]);
  });
});

test('TPC-14: lists only paths that exist on the disk, and sums up discussions', async () => {
  const kept = await createStoredSession();
  const { host, root, store } = kept;
  const options = { timeLimitMs: 300_000, signal: new AbortController().signal };
  await runSession(host, store, createAnsweringWorkers(), options);
  const folder = store.paths.artefact('discussions');
  mkdirSync(folder, { recursive: true });
  const proposal: DiscussedOption = {
    name: '<fast> & *small*',
    gain: 30,
    risk: 'Low',
    complexity: 'Low',
    findings: null,
  };
  const discussion = discussProposal({ proposal, others: [] });
  if (discussion === null) throw new Error('four views have nothing to go by');
  writeFileSync(join(folder, 'DISCUSS-OPT.md'), discussionText('a <plan>', discussion));
  const { code, out } = await runCommandInProcess(['team', 'report', '--session', 'faster-shop'], {
    cwd: root,
    isLight: true,
  });
  expect([code, out]).toEqual([
    0,
    'wrote .workflow/faster-shop/report.html\nwrote .workflow/faster-shop/report.md\n',
  ]);
  const report = collectReport(host, await loadSession(host, root, 'faster-shop'));
  expect(report.deliverables).toContain('artifacts/aggregate-results.json');
  for (const path of report.deliverables) {
    expect(existsSync(store.paths.artefact(path)), path).toBe(true);
  }
  expect(report.discussions).toMatchObject([
    {
      topic: 'a <plan>',
      points: expect.arrayContaining([
        'Verdict: proceed',
        'Recommendation: Proceed with <fast> & *small*.',
      ]),
    },
  ]);
  const page = readFileSync(store.paths.artefact('report.html'), 'utf8');
  expect(page).toContain('3 of 3 improvements passed');
  const { session } = await store.read();
  expect(report.duration_ms).toBe(
    Date.parse(session.last_event?.at ?? '') - Date.parse(session.timestamp),
  );
});

test('TPC-14: shows the page in a browser without scripts, requests or truncated text', async () => {
  const browser = await connectSharedChromium();
  const opened = await openPage(browser, renderPage(teamView(reportOfMixed())));
  try {
    const boxes = await opened.page.locator('.team-graph .task').count();
    expect(boxes).toBe([...mixed().standing.tasks.values()].length);
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
