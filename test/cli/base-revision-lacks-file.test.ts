/** Command-line errors for a base that fails because of a file that only the head has. */
import { expect, it } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ');

it('names the file that the base lacks, and the setting that brings it along', async () => {
  const project = createLiveProject();
  writeFiles(project.root, {
    'bench/input.js': 'export const input = 3;\n',
    'scenarios/work.ts': `import { work } from '../src/work.js';
import { input } from '../bench/input.js';
export default { name: 'work', duration: '20 ms', warmup: '10 ms', run: () => work() * input };
`,
  });
  const { code, out } = await project.command(['compare', 'main'], { isLight: true });
  expect(oneLine(out)).toContain(
    "trials: the scenario needs bench/input.js, which exists in the head but not in the base; add carry: ['bench/input.js'] to the configuration to copy it",
  );
  expect(out).not.toContain('snapshots');
  expect(code).toBe(4);
});

it("reports the base's own error and its place when it fails for another reason", async () => {
  const project = createLiveProject({ 'src/tool.js': "throw new TypeError('no rows');\n" });
  writeFiles(project.root, { 'src/tool.js': '\n' });
  const { code, out } = await project.command(['compare', 'main', '--', 'node', 'src/tool.js'], {
    isLight: true,
  });
  expect(oneLine(out)).toMatch(/it printed: TypeError: no rows \(src\/tool\.js:1(?::\d+)?\)/u);
  expect(code).toBe(4);
});
