/** The report of a session: its numbers, and its two pages letter by letter. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { runSession } from '../../../../plugins/team/coordinate/run-team-session.ts';
import {
  collectReport,
  createTeamReport,
} from '../../../../plugins/team/document/create-team-report.ts';
import { teamView } from '../../../../plugins/team/document/team-view.ts';
import { loadSession } from '../../../../plugins/team/handle-user-input-to-session.ts';
import type { RoleOutcome } from '../../../../plugins/team/session/task-completion.ts';
import {
  type DiscussedOption,
  discussionText,
  discussProposal,
} from '../../../../plugins/team/strategist/score-proposal-from-four-perspectives.ts';
import { renderPage } from '../../../../reports/html/render-report-view-as-html.ts';
import { renderMarkdown } from '../../../../reports/markdown/render-report-view-as-markdown.ts';
import { withoutAssets } from '../../../../tools/golden/render-golden-files.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import {
  createAnsweringWorkers,
  sampleOptimizations,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  createStoredSession,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';
import { createMixedTeam, createMixedTeamReport } from './team-with-mixed-branch-outcomes.ts';

test('TPC-14: writes the pages of a mixed session, letter by letter', async () => {
  const view = teamView(createMixedTeamReport());
  await expect(renderMarkdown(view)).toMatchFileSnapshot('golden/team-report.md');
  await expect(withoutAssets(renderPage(view))).toMatchFileSnapshot('golden/team-report.html');
});

test('TPC-14: takes every number from the session', () => {
  const { session, tasks } = createMixedTeam().standing;
  const { counts, lanes, deferred, outcome, status } = createMixedTeamReport();
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
