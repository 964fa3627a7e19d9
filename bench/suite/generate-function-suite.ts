/** Functions of a made suite: ten kinds of work, each done several times as often. */
import type { SuiteTexts } from './make-suite-project.ts';

/** Source code of one piece of work, by kind. */
const KINDS: Readonly<Record<string, string>> = {
  json: "JSON.parse(JSON.stringify({ id: 7, name: 'a name', tags: ['x', 'y', 'z'] })).id",
  sort: 'ROWS.map(({ value }) => value).sort((one, other) => one - other)[0]',
  map: "new Map(ROWS.map((row) => [row.name, row.value])).get('row 7')",
  set: 'new Set(ROWS.map(({ value }) => value % 17)).size',
  group: 'Object.keys(Object.groupBy(ROWS, ({ value }) => value % 5)).length',
  regex: 'TEXT.replace(/[aeiou]+/gu, (vowels) => vowels.toUpperCase()).length',
  split: "TEXT.split(' ').filter((word) => word.length > 3).join('-').length",
  reduce: 'ROWS.reduce((sum, { value, weight }) => sum + value * weight, 0)',
  typed: 'Float64Array.from(ROWS, ({ value }) => Math.sqrt(value)).reduce((sum, one) => sum + one)',
  fib: 'fib(10)',
};

const HEAD = `const ROWS = Array.from({ length: 20 }, (_, index) => ({
  name: \`row \${index}\`, value: (index * 7919) % 1009, weight: (index % 7) / 7,
}));
const TEXT = 'the quick brown fox jumps over the lazy dog and goes home again ';
const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
`;

/** Pieces of work per call; each additional piece is a twentieth more. */
const PIECES = 20;

export interface GeneratedFunction {
  readonly name: string;
  readonly kind: string;
  readonly times: number;
}

/** Returns the first functions: all kinds once, then all kinds with twice the work, and so on. */
export function generateFunctions(count: number): readonly GeneratedFunction[] {
  const kinds = Object.keys(KINDS);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? '';
    const times = 1 + Math.floor(index / kinds.length);
    return { name: `${kind}${times}`, kind, times };
  });
}

/** As a project. @param margin - Of each, as a ratio. */
export function generateFunctionSuite(
  functions: readonly GeneratedFunction[],
  margin: number,
): SuiteTexts {
  const list = functions
    .map(({ name }) => `  { name: '${name}', run: () => work.${name}(), margin: ${margin} },`)
    .join('\n');
  return {
    scenarios: {
      'suite.mjs': `import * as work from '../src/work.mjs';\nexport default [\n${list}\n];\n`,
    },
    modules: (more) => ({ 'work.mjs': generateSuiteModule(functions, more) }),
  };
}

/**
 * Generates a project with a separate module for each function.
 * @param changed - Names of functions whose modules differ in the working tree.
 */
export function generateModuleSuite(
  functions: readonly GeneratedFunction[],
  margin: number,
  changed: readonly string[],
): SuiteTexts {
  const perFunction = (ending: string, textOf: (madeFunction: GeneratedFunction) => string) =>
    Object.fromEntries(
      functions.map((madeFunction) => [madeFunction.name + ending, textOf(madeFunction)]),
    );
  return {
    scenarios: perFunction(
      '.mjs',
      ({ name }) => `import { ${name} } from '../src/${name}.mjs';
export default { name: '${name}', run: () => ${name}(), margin: ${margin} };
`,
    ),
    modules: (more) =>
      perFunction('.mjs', (madeFunction) => generateSuiteModule([madeFunction], more)),
    changed: changed.map((name) => `${name}.mjs`),
  };
}

/** The module that all are in. */
export function generateSuiteModule(
  functions: readonly GeneratedFunction[],
  more: Readonly<Record<string, number>>,
): string {
  const functionText = ({ name, kind, times }: GeneratedFunction): string => {
    const pieces = times * (PIECES + (more[name] ?? 0));
    return `export function ${name}() {
  let last;
  for (let piece = 0; piece < ${pieces}; piece += 1) last = ${KINDS[kind]};
  return last;
}
`;
  };
  return `${HEAD}\n${functions.map(functionText).join('\n')}`;
}
