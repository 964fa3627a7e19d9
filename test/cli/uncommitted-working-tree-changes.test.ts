/** Uncommitted changes: measured where the working tree is a side, and reported where it is not. */
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';

const JSON_REPORT = ['--reporter', 'json'];

/** Two commits of the same code, and a working tree that is ten times as slow. */
function slowTree(): LiveProject {
  const project = createScriptedProject();
  project.commit('second', { 'NOTES.md': 'text' });
  writeFiles(project.root, wallTimeFile(100));
  return project;
}

const TOLD = expect.objectContaining({
  id: 'dirty-tree',
  level: 'warning',
  message: expect.stringContaining('costs.json'),
});

describe('working tree with uncommitted changes', () => {
  it('is judged by gate', async () => {
    const args = ['gate', '--base', 'main', '--margin', '30%', ...JSON_REPORT];
    const { code, out, err } = await slowTree().command(args);
    expect({ code, err }).toMatchObject({ code: 1 });
    const report = JSON.parse(out) as GateReport;
    expect(report.checks).toContainEqual(expect.objectContaining({ outcome: 'fail' }));
    expect(report.comparison?.runs[1]?.environment?.git?.dirty).toBe(true);
    expect(report.comparison?.findings.map(({ id }) => id)).not.toContain('dirty-tree');
  });

  it('is excluded from a comparison of commits, which reports it', async () => {
    const args = ['compare', 'main~1', 'main', '--margin', '60%', ...JSON_REPORT];
    const { code, out, err } = await slowTree().command(args);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as ComparisonReport;
    expect(report.verdict).toBe('pass');
    expect(report.findings).toContainEqual(TOLD);
  });

  it('is excluded from a bisection, which reports it', async () => {
    const project = slowTree();
    const before = project.git('status', '--porcelain');
    const args = ['bisect', 'main~1', 'main', 'work', '--margin', '60%', ...JSON_REPORT];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('ends-alike');
    expect(report.findings).toContainEqual(TOLD);
    expect(project.git('status', '--porcelain')).toBe(before);
  });
});
