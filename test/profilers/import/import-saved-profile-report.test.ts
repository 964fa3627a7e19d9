import { describe, expect, it } from 'vitest';
import { BadProfile } from '../../../profilers/unreadable-profile-error.ts';
import { jsonReporter } from '../../../reports/json-reporter.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { readProfileContent } from '../../support/profile-fixture.ts';

const report = goldenDocuments()['profile-function'];
const text = jsonReporter.render(report, { width: 80, color: false });

describe('the importer of saved profile reports', () => {
  it('reads the mean of the trials', async () => {
    const { tool, weight, functions, tree } = await readProfileContent(text);
    expect({ tool, weight }).toEqual({ tool: 'v8-cpu', weight: 'time' });
    expect(functions).toEqual(report.functions);
    const whole = tree.self.reduce((sum, weight) => sum + weight, 0);
    expect(whole / report.busy).toBeGreaterThan(0.95);
    expect(whole / report.busy).toBeLessThan(1.05);
  });

  it.each([
    ['ms', 'time'],
    ['B', 'allocated'],
    ['instructions', 'instructions'],
    ['samples', 'samples'],
  ])('reads the unit %s as %s in a version that did not name the weight', async (unit, weight) => {
    const older = JSON.stringify({ ...report, unit, weight: undefined });
    expect((await readProfileContent(older)).weight).toBe(weight);
  });

  it.each([
    ['no tree', { tree: undefined }, 'the file is not a profile report'],
    ['columns of other lengths', { tree: { ...report.tree, weight: [] } }, 'damaged'],
    [
      'a child before its parent',
      { tree: { parent: [1, -1], function: [0, 0], weight: [1, 1] } },
      'damaged',
    ],
    [
      'a function that is not there',
      { tree: { parent: [-1], function: [99], weight: [1] } },
      'damaged',
    ],
  ])('rejects a report with %s', async (_what, over, why) => {
    const broken = JSON.stringify({ ...report, ...over });
    await expect(readProfileContent(broken)).rejects.toThrow(BadProfile);
    await expect(readProfileContent(broken)).rejects.toThrow(why);
  });

  it('rejects a truncated report', async () => {
    await expect(readProfileContent(text.slice(0, -400))).rejects.toThrow('the file is truncated');
  });
});
