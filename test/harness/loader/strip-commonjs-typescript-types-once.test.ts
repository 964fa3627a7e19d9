/** TypeScript that Node.js runs as CommonJS: the loader strips its types once. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createProject } from '../../support/run-cli.ts';

const REGISTER = new URL('../../../harness/loader/register.ts', import.meta.url).href;
/** Hook behind the loader: prints the format Node.js loads; from TypeScript it strips types. */
const BEHIND = `import { registerHooks } from 'node:module';
registerHooks({
  load: (url, context, nextLoad) => {
    if (url.includes('/project/')) console.log(context.format);
    return nextLoad(url, context);
  },
});
`;

test('passes CommonJS to Node.js as its stripped result, and errors keep their place', () => {
  const root = createProject({
    'package.json': '{"type":"commonjs"}',
    'behind.mjs': BEHIND,
    'main.ts': `const { one } = require('./one.ts') as { readonly one: number };
console.log(one satisfies number, __filename);
function fail(): never {
  throw new Error('here');
}
fail();
`,
    'one.ts': 'exports.one = 1 as number;\n',
  });
  const main = join(root, 'main.ts');
  const args = [`--import=${join(root, 'behind.mjs')}`, `--import=${REGISTER}`, main];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout, stderr).toBe(`commonjs\ncommonjs\n1 ${main}\n`);
  // The name that Node.js itself uses.
  const { href } = pathToFileURL(main);
  expect(stderr).toContain(`${href}:4\n`);
  expect(stderr).toContain(`at fail (${href}:4:9)`);
});
