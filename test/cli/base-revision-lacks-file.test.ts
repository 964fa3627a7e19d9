/** Command-line errors for a base that fails because of a file that only the head has. */
import { expect, it } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ');

it('is told by that file, with what brings it along', async () => {
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
    "units: it has no bench/input.js, which the head has and which is needed here; carry: ['bench/input.js'] in the configuration brings it along",
  );
  expect(out).not.toContain('snapshots');
  expect(code).toBe(4);
});

it('is told by its own error and the place of it where it fails by something else', async () => {
  const project = createLiveProject({ 'src/tool.js': "throw new TypeError('no rows');\n" });
  writeFiles(project.root, { 'src/tool.js': '\n' });
  const { code, out } = await project.command(['compare', 'main', '--', 'node', 'src/tool.js'], {
    isLight: true,
  });
  expect(oneLine(out)).toMatch(/it printed: TypeError: no rows \(src\/tool\.js:1(?::\d+)?\)/u);
  expect(code).toBe(4);
});
