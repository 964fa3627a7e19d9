import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { InvestigationReport } from '../../../../plugins/investigate/document/investigation-document.ts';
import { makeTasks } from '../../../../plugins/investigate/outputs/make-investigation-tasks.ts';
import {
  saveInvestigation,
  workspaceText,
} from '../../../../plugins/investigate/outputs/save-investigation.ts';
import { investigationDocuments } from '../../../../tools/golden/investigation-documents.ts';

const REPORT = investigationDocuments()['investigation-established'] as InvestigationReport;
const VERIFIED: InvestigationReport = {
  ...REPORT,
  verifications: [
    {
      fix: 'PERF_FIX_001: Set it back',
      commit: null,
      after: '2026-11-24T16:30:00.000Z',
      verified_at: '2026-11-24T17:30:00.000Z',
      preset: null,
      outcome: 'pass',
      windows: [],
      effects: [],
      notes: [],
    },
  ],
};

describe('a stored investigation', () => {
  test('INV-05: does not collide with another of the same service and day', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-keep-'));
    const { files } = createHost({ cwd: folder, env: {} });
    const ids = [1, 2, 3].map(() => saveInvestigation(files, folder, REPORT).id);
    expect(ids).toEqual(['2026-11-24-shop', '2026-11-24-shop-2', '2026-11-24-shop-3']);
    expect(readdirSync(join(folder, '2026-11-24-shop-2')).toSorted()).toEqual([
      'report.json',
      'report.md',
      'tasks.json',
    ]);
    const kept = JSON.parse(readFileSync(join(folder, '2026-11-24-shop-3/report.json'), 'utf8'));
    expect(kept.id).toBe('2026-11-24-shop-3');
  });

  test('INV-05: has a workspace with start, priority, systems, impact and the timeline', () => {
    const effort = [
      { phase: 'data', planned_minutes: [120, 180], actual_ms: 12_000 },
      { phase: 'validation', planned_minutes: [120, 240], actual_ms: null },
    ] as const;
    const text = workspaceText({ ...VERIFIED, effort });
    expect(text.replace(/PERF_FIX_00\d: .*/gu, (line) => line.slice(0, 13))).toMatchInlineSnapshot(`
      "# Investigation 2026-11-24-shop

      - **Start**: 2026-11-24 16:00 UTC
      - **Priority**: HIGH
      - **Affected Systems**: shop (production): GET /check\\|out \\\`&lt;b&gt;\\\`
      - **Impact**: p95 257.3 ms → 804.5 ms (+212.7 %), errors 0 % → 0.5079 %, 25 % of the requests (1575)

      ## Timeline

      - **Data**: completed in 12 s
      - **Code**: completed
      - **Infrastructure**: completed
      - **Synthesis**: established; best supported: db.pool.max: 50 → 20 (fewer connections: requests wait for a connection)
      - **Implementation**: 3 planned
        - PERF_FIX_001:
        - PERF_FIX_002:
        - PERF_FIX_003:
      - **Fix**: PERF\\_FIX\\_001: Set it back, in effect since 2026-11-24 16:30 UTC: pass
      - **State**: open

      | Effort | Planned (manual) | Actual |
      | --- | --- | --- |
      | data | 2 h to 3 h | 12 s |
      | validation | 2 h to 4 h | not done |

      "
    `);
  });

  test('INV-06: numbers tasks by kind, with all fields and a deadline of two hours', () => {
    const tasks = makeTasks(REPORT, '/state/investigations/x');
    expect(tasks.slice(0, 4).map(({ id, to, type }) => [id, to, type])).toEqual([
      ['PERF_DATA_001', 'DATA_EXPERT', 'RESEARCH'],
      ['PERF_CODE_001', 'CODE_EXPERT', 'RESEARCH'],
      ['PERF_INFRA_001', 'INFRASTRUCTURE_EXPERT', 'RESEARCH'],
      ['PERF_SYNTHESIS_001', 'COORDINATOR', 'COORDINATION'],
    ]);
    for (const task of tasks) {
      expect(Object.values(task).every((value) => value !== undefined && value !== '')).toBe(true);
      expect(task.requirements.length, task.id).toBeGreaterThan(0);
      expect(task.tools.length, task.id).toBeGreaterThan(0);
      expect(task.working_directory).toBe('/state/investigations/x');
    }
    const [first] = tasks;
    const begun = Date.parse(REPORT.incident.started_at);
    expect(Date.parse(first?.deadline ?? '') - begun).toBe(7_200_000);
    const fixes = tasks.filter(({ type }) => type === 'IMPLEMENTATION');
    expect(fixes.map(({ id }) => id)).toEqual(REPORT.actions.map(({ id }) => id));
    expect(fixes.every(({ status }) => status === 'PENDING')).toBe(true);
  });

  test('INV-06: completes a fix that held and its review, and cancels the rest at closing', () => {
    const closed = {
      at: '2026-11-25T09:00:00.000Z',
      cause: 'the pool',
      place: 1,
      resolved_at: null,
      learned: [],
    };
    const statuses = Object.fromEntries(
      makeTasks({ ...VERIFIED, closed }, '/x').map(({ id, status }) => [id, status]),
    );
    expect(statuses).toMatchObject({
      PERF_FIX_001: 'COMPLETED',
      PERF_FIX_002: 'CANCELLED',
      PERF_REVIEW_001: 'COMPLETED',
    });
  });
});
