import { afterAll, expect, test } from 'vitest';
import type { RunningProcess } from '../../../../harness/host/process/process-runner.ts';
import { loadUserModules } from '../../../../harness/scenario/load/load-user-modules.ts';
import type {
  LoadReply,
  LoadRequest,
} from '../../../../harness/scenario/load/module-load-error.ts';
import { openGitProject } from '../../../support/git-project.ts';
import {
  closeProjects,
  createScenarioProject,
  type ScenarioProject,
  scenarioFileText,
} from '../scenario-project-test-setup.ts';

afterAll(closeProjects);

const GOOD = scenarioFileText(`name: 'good', run: () => 1`);

/** Returns the reason why each file of a project could not be loaded; null where it was loaded. */
async function troubles(
  project: ScenarioProject,
  names: readonly string[],
  timeoutMs = 300_000,
): Promise<readonly (string | null)[]> {
  const files = names.map((name) => `${project.folder}/${name}`);
  const outcomes = await loadUserModules(project.host, files, { timeoutMs });
  expect(outcomes.map(({ file }) => file)).toEqual(files);
  return outcomes.map((outcome) =>
    outcome.type === 'loaded' ? null : `${outcome.problem}. ${outcome.remedy}`,
  );
}

/** Returns the reason why a single file could not be loaded. */
async function trouble(text: string, others: Record<string, string> = {}): Promise<string | null> {
  const project = createScenarioProject({ 'bad.ts': text, ...others });
  const [first = null] = await troubles(project, ['bad.ts']);
  return first;
}

test('loads TypeScript whose types cannot simply be left out', async () => {
  expect(await trouble('enum Order { Up }\nexport default { name: Order[0] };\n')).toBe(null);
});

test('reports what is wrong with a file, with its place', async () => {
  const files = {
    'typescript.ts': `const list: number[] = [];\nexport default { name: 'x' run: 1 };\n`,
    'javascript.js': `const a = 1;\nexport default { name: 'x' run: 1 };\n`,
    'jsx.tsx': 'const one = 1;\nexport default <b>{one</b>;\n',
    'imports-broken.ts': `import './broken.js';`,
    'imports-name.ts': `import { b } from './helper.js';\nexport default b;`,
    'imports-package.ts': `import 'not-installed';`,
    'imports-module.ts': `import './gone.ts';`,
    'throws.ts': `\nfunction connect() {\n  throw new Error('no\\ndatabase');\n}\nconnect();\n`,
    'throws-text.ts': `throw 'a text';`,
  };
  const helpers = {
    'broken.js': 'const a = 1;\nlet a = 2;\n',
    'helper.js': 'export const a = 1;',
  };
  const project = createScenarioProject({ ...files, ...helpers });
  expect(await troubles(project, Object.keys(files))).toMatchInlineSnapshot(`
    [
      "syntax error at line 2, column 28: Expected ',', got 'ident', in \`export default { name: 'x' run: 1 };\`. Fix that line.",
      "syntax error at line 2, column 28: Unexpected identifier 'run', in \`export default { name: 'x' run: 1 };\`. Fix that line.",
      "syntax error at line 2, column 24: Unterminated regexp literal, in \`export default <b>{one</b>;\`. Fix that line.",
      "syntax error at broken.js:2:5: Identifier 'a' has already been declared, in \`let a = 2;\`. Fix that line.",
      "syntax error at line 1, column 10: The requested module './helper.js' does not provide an export named 'b', in \`import { b } from './helper.js';\`. Fix that line.",
      "cannot find package "not-installed". Install the package, or fix the import.",
      "cannot find module "gone.ts". Fix the import.",
      "loading the module failed at line 3: no database. Move work that can fail into \`setup\`, which runs in each trial.",
      "loading the module failed: a text. Move work that can fail into \`setup\`, which runs in each trial.",
    ]
  `);
});

test('reports a file that a sparse checkout leaves out, and how to restore it', async () => {
  const project = createScenarioProject({
    'scenarios/reads.js': `import { readFileSync } from 'node:fs';\nreadFileSync(new URL('../data/t.json', import.meta.url));`,
    'scenarios/imports.js': `import '../data/t.mjs';`,
    'data/t.json': '[]',
    'data/t.mjs': '',
  });
  const { git, commit } = openGitProject(project.folder);
  git('init', '--quiet', '--template=');
  commit('one');
  git('sparse-checkout', 'set', '--cone', 'scenarios');
  const told = await troubles(project, ['scenarios/reads.js', 'scenarios/imports.js']);
  expect(told).toEqual([
    expect.stringContaining('git sparse-checkout add'),
    expect.stringContaining('git sparse-checkout add'),
  ]);
});

test('reports a file that ends its process, with its output', async () => {
  expect(
    await trouble(`console.log('first');\nconsole.error('bye');\nprocess.exit(3);`),
  ).toMatchInlineSnapshot(
    `"the process that loads the file exited with code 3; last line of output: bye. A scenario file must only define scenarios; put the code to measure in \`run\`."`,
  );
});

test('gives up a file that waits or computes forever after the limit', async () => {
  const project = createScenarioProject({
    'waits.ts': 'await new Promise(() => setInterval(() => 0, 1e6));',
    'computes.ts': 'for (;;) {}',
  });
  expect(await troubles(project, ['waits.ts', 'computes.ts'], 200)).toMatchInlineSnapshot(`
    [
      "did not load within 0.2 s. Top-level code in the file waits or runs forever; move it into \`setup\`, which runs in each trial.",
      "did not load within 0.2 s. Top-level code in the file waits or runs forever; move it into \`setup\`, which runs in each trial.",
    ]
  `);
});

test('loads a file that prints much or keeps something open', async () => {
  const project = createScenarioProject({
    'prints.ts': `for (let i = 0; i < 1000; i += 1) console.log('x'.repeat(10_000));\n${GOOD}`,
    'listens.ts': `import { createServer } from 'node:http';\ncreateServer().listen(0);\nsetInterval(() => 0, 1e6);\n${GOOD}`,
  });
  expect(await troubles(project, ['prints.ts', 'listens.ts'])).toEqual([null, null]);
});

test('does not take messages that a file sends itself for answers', async () => {
  expect(
    await trouble(`process.send({ type: 'loaded' });\nprocess.send(null);\n${GOOD}`),
  ).toBeNull();
});

test('protects the neighbours of one bad file among many', async () => {
  const bad: Record<string, string> = {
    'bad-1.ts': 'process.exit(0);',
    'bad-2.ts': 'export default {',
    'bad-3.ts': 'setTimeout(() => process.exit(1), 1);\nexport default {};',
    'bad-4.ts': `import { chdir } from 'node:process';\nchdir('/');\nprocess.env.SIZE = '7';\nexport default {};`,
    'bad-5.ts': 'Object.entries = () => { throw new Error("spoilt"); };\nexport default {};',
  };
  // Each good module takes a moment, and fails if a neighbour's side effects reach it.
  const wary = `import { readFileSync } from 'node:fs';
readFileSync('package.json');
if (process.env.SIZE !== undefined) throw new Error('spoilt');
await new Promise((resolve) => setTimeout(resolve, 20));
${GOOD}`;
  const good = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`good-${index}.ts`, wary]),
  );
  const project = createScenarioProject({ ...good, ...bad });
  const names = Object.keys(good);
  const mixed = Object.keys(bad).flatMap((name, index) => [
    ...names.slice(index * 2, index * 2 + 2),
    name,
  ]);
  const found = await troubles(project, mixed);
  const failed = mixed.filter((_, index) => found[index] !== null);
  expect(failed.filter((name) => name.startsWith('good'))).toEqual([]);
  expect(failed).toEqual(expect.arrayContaining(['bad-1.ts', 'bad-2.ts']));
});

test('reads a file again alone when an earlier file keeps its process from answering', async () => {
  const { host } = createScenarioProject({});
  const readers: string[][] = [];
  const start = (): RunningProcess => {
    const asked: string[] = [];
    readers.push(asked);
    let answer: (message: unknown) => void = () => undefined;
    return {
      pid: undefined,
      ended: new Promise(() => undefined),
      exited: new Promise(() => undefined),
      members: () => [],
      output: () => '',
      onMessage: (listener) => {
        answer = listener;
      },
      send: (message) => {
        const { file } = message as LoadRequest;
        asked.push(file);
        if (asked[0] === 'spins.ts' && asked.length > 1) return;
        const reply: LoadReply = { answerTo: file, type: 'loaded', module: { exportNames: [] } };
        queueMicrotask(() => answer(reply));
      },
      stop: async () => undefined,
    };
  };
  const files = ['spins.ts', ...Array.from({ length: 7 }, (_, index) => `good-${index}.ts`)];
  const processes = { ...host.processes, start };
  const outcomes = await loadUserModules({ ...host, processes }, files, { timeoutMs: 20 });
  expect(outcomes.map(({ file, type }) => [file, type])).toEqual(
    files.map((file) => [file, 'loaded']),
  );
  const [, behind = ''] = readers[0] ?? [];
  expect(readers.slice(1)).toContainEqual([behind]);
});

const ALIASED = `import { one } from '@/one';\nexport default { name: one };\n`;
const ENUM = 'enum Order { Up }\nexport default { name: Order[0] };\n';

/** Mistakes in a tsconfig, by the message of TypeScript. */
const WRONG_TSCONFIGS = {
  "File './missing.json' not found.": '{ "extends": "./missing.json" }',
  "File '@tsconfig/node26' not found.": '{ "extends": "@tsconfig/node26" }',
  JSON: '{ "compilerOptions": [',
  'Circularity detected': '{ "extends": "./tsconfig.json" }',
  "Pattern '*/*'": '{ "compilerOptions": { "paths": { "*/*": ["./x"] } } }',
};

test('reports a wrong tsconfig when something in it is needed', async () => {
  const files = Object.values(WRONG_TSCONFIGS).map((tsconfig, index) => ({
    [`${index}/tsconfig.json`]: tsconfig,
    [`${index}/aliased.ts`]: ALIASED,
    [`${index}/enum.ts`]: ENUM,
    [`${index}/good.ts`]: GOOD,
  }));
  const project = createScenarioProject(Object.assign({}, ...files));
  const names = ['aliased.ts', 'enum.ts', 'good.ts'];
  const found = await troubles(
    project,
    files.flatMap((_, index) => names.map((name) => `${index}/${name}`)),
  );
  for (const [index, says] of Object.keys(WRONG_TSCONFIGS).entries()) {
    const [aliased, ofEnum, good] = found.slice(3 * index);
    for (const told of [aliased, ofEnum]) {
      expect(told).toMatch(/^the tsconfig of the file cannot be read: .*tsconfig\.json: /u);
      expect(told).toContain(says);
    }
    expect(good).toBe(null);
  }
});

test('reports an import that is not code, with a way around it', async () => {
  const names = ['look.css', 'logo.png', 'icon.svg'];
  const importing = names.map((name) => [`${name}.ts`, `import './${name}';\n${GOOD}`]);
  const project = createScenarioProject({
    ...Object.fromEntries(names.map((name) => [name, 'b { color: red }'])),
    ...Object.fromEntries(importing),
  });
  const told = await troubles(
    project,
    names.map((name) => `${name}.ts`),
  );
  for (const [index, name] of names.entries()) {
    expect(told[index]).toContain(
      `${name}" is imported, but its file type cannot be loaded as code. `,
    );
    expect(told[index]).toContain('import the build output');
  }
});

test('reports where a package lies that pnpm or Yarn has for other packages only', async () => {
  const stores = {
    hidden: 'node_modules/.pnpm/hidden@1.0.0',
    concealed: 'node_modules/.store/concealed-npm-1.0.0-abc',
  };
  const project = createScenarioProject({
    [`${stores.hidden}/node_modules/hidden/index.js`]: 'export {};\n',
    [`${stores.concealed}/package/index.js`]: 'export {};\n',
    'hidden.ts': `import 'hidden';\n${GOOD}`,
    'concealed.ts': `import 'concealed';\n${GOOD}`,
  });
  const found = await troubles(
    project,
    Object.keys(stores).map((name) => `${name}.ts`),
  );
  for (const [index, [name, place]] of Object.entries(stores).entries()) {
    expect(found[index]).toContain(
      `cannot find package "${name}". The package is installed only for other packages (${place})`,
    );
    expect(found[index]).toContain('Add it to the dependencies in package.json.');
  }
});

test('loads a decorator without metadata, whether or not a tsconfig requests metadata', async () => {
  const text = `function mark(target: unknown, key?: unknown): void {}
class Service { @mark greet(name: string): string { return name; } }
export default { name: new Service().greet('good'), run: () => 1 };
`;
  // reflect-metadata, which would receive the metadata, is not loaded.
  const tsconfig = (emitDecoratorMetadata: boolean): string =>
    JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata } });
  const project = createScenarioProject({
    'with/tsconfig.json': tsconfig(true),
    'with/good.ts': text,
    'without/tsconfig.json': tsconfig(false),
    'without/good.ts': text,
    'needy.ts': `${text}Reflect.getMetadata('design:type', Service.prototype, 'greet');\n`,
  });
  expect(await troubles(project, ['with/good.ts', 'without/good.ts', 'needy.ts'])).toEqual([
    null,
    null,
    expect.stringContaining('Reflect.getMetadata is not a function'),
  ]);
});
