/**
 * Counts by valgrind: equal for identical code, and higher for slightly more work. Takes minutes,
 * so it is not in the quick set.
 */
import { describe, expect, it } from 'vitest';
import { createLiveProject, workModule } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { findComparison, runCompareOnProject } from '../support/run-compare-on-project.ts';

describe('instructions of functions, counted by valgrind for minutes', () => {
  const COUNTED = ['main', '--metric', 'instructions'];
  /** A few pairs: counts of the same code hardly differ. */
  const SAME_CODE = [...COUNTED, '--time', '40s'];

  it('show what time would take long to show', async () => {
    const project = createLiveProject();
    writeFiles(project.root, { 'src/work.js': workModule(2_100) });
    const { code, report } = await runCompareOnProject(project, COUNTED);
    expect(code).toBe(1);
    const row = findComparison(report, 'instructions');
    expect(row).toMatchObject({ verdict: 'regressed', gated: true, confirmed: true });
    expect(row?.ratio).toBeGreaterThan(1.02);
    expect(row?.ratio).toBeLessThan(1.08);
  });

  it('are the same for the same code', async () => {
    const project = createLiveProject();
    writeFiles(project.root, { 'src/work.js': `// A note.\n${workModule(2_000)}` });
    const { code, report } = await runCompareOnProject(project, SAME_CODE);
    const row = findComparison(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });

  it('are the same for the same code, whatever its files are called', async () => {
    const project = createLiveProject({
      'src/work.js': `export { work } from './sum.js';\n`,
      'src/sum.js': workModule(2_000),
    });
    project.git('mv', 'src/sum.js', 'src/sum-of-the-roots-of-numbers.js');
    project.git('mv', 'scenarios/work.ts', 'scenarios/another-name-for-work.ts');
    writeFiles(project.root, {
      'src/work.js': `export { work } from './sum-of-the-roots-of-numbers.js';\n`,
    });
    const { code, report } = await runCompareOnProject(project, SAME_CODE);
    const row = findComparison(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });
});
