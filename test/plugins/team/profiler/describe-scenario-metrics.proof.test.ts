/** Figures of a program that is measured; the quick set describes recorded figures. */
import { expect, it } from 'vitest';
import { run } from '../../../../index.ts';
import { describeScenarioMetrics } from '../../../../plugins/team/profiler/collect-profile-findings.ts';
import { isolateMeasurementLock } from '../../../support/isolate-measurement-lock.ts';
import { createProject } from '../../../support/run-cli.ts';

isolateMeasurementLock();

it('TPP-04: reports the duration of a program that sleeps at its start, and its peak memory', async () => {
  const root = createProject({
    'perf-harness.config.yaml': 'trials: { min: 3, max: 3 }\n',
    'cli.js': `const held = Buffer.alloc(150_000_000, 1);
setTimeout(() => process.stdout.write(String(held.length)), 200);
`,
  });
  const report = await run({ cwd: root, command: [process.execPath, 'cli.js'], quick: true });
  const texts = describeScenarioMetrics(report).join('\n');
  expect(texts).toMatch(/: (?:[2-9]\d\d|[1-9]\d{3,})(?:\.\d+)? ms from start to end$/mu);
  expect(texts).toMatch(/: (?:1[5-9]\d|[2-9]\d\d)(?:\.\d+)? MB peak memory$/mu);
});
