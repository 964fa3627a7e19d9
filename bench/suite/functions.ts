/** Functions of a made suite: ten kinds of work, each several times as much of it. */

/** Names of the kinds, and a call of each as text; `n` is how often the work is done. */
const KINDS: Readonly<Record<string, string>> = {
  json: "JSON.parse(JSON.stringify({ id: 7, name: 'a name', tags: ['x', 'y', 'z'], rows: ROWS.slice(0, 20) }))",
  sort: 'ROWS.map(({ value }) => value).sort((one, other) => one - other)[0]',
  map: 'new Map(ROWS.map((row) => [row.name, row.value])).get("row 7")',
  set: 'new Set(ROWS.map(({ value }) => value % 17)).size',
  group: 'Object.keys(Object.groupBy(ROWS, ({ value }) => value % 5)).length',
  regex: 'TEXT.replace(/[aeiou]+/gu, (vowels) => vowels.toUpperCase()).length',
  split: "TEXT.split(' ').filter((word) => word.length > 3).join('-').length",
  reduce: 'ROWS.reduce((sum, { value, weight }) => sum + value * weight, 0)',
  typed: 'Float64Array.from(ROWS, ({ value }) => Math.sqrt(value)).reduce((sum, one) => sum + one)',
  fib: 'fib(16)',
};

const HEAD = `const ROWS = Array.from({ length: 200 }, (_, index) => ({
  name: \`row \${index}\`, value: (index * 7919) % 1009, weight: (index % 7) / 7,
}));
const TEXT = 'the quick brown fox jumps over the lazy dog and goes home again '.repeat(8);
const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
`;

export interface MadeFunction {
  readonly name: string;
  readonly kind: string;
  readonly times: number;
}

/** The first so many: all kinds once, then all kinds with twice the work, and so on. */
export function madeFunctions(count: number): readonly MadeFunction[] {
  const kinds = Object.keys(KINDS);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? '';
    const times = 1 + Math.floor(index / kinds.length);
    return { name: `${kind}${times}`, kind, times };
  });
}

/**
 * The text of their module.
 * @param slower - By name: every so many calls the work is done twice. 20 is 5 % slower.
 */
export function moduleText(
  functions: readonly MadeFunction[],
  slower: Readonly<Record<string, number>>,
): string {
  const one = ({ name, kind, times }: MadeFunction): string => {
    const every = slower[name] ?? 0;
    return `let calls_${name} = 0;
export function ${name}() {
  let last;
  calls_${name} += 1;
  const rounds = ${times} * (${every} > 0 && calls_${name} % ${every} === 0 ? 2 : 1);
  for (let round = 0; round < rounds; round += 1) last = ${KINDS[kind]};
  return last;
}
`;
  };
  return `${HEAD}\n${functions.map(one).join('\n')}`;
}

/** The scenario file of them. */
export function scenarioText(functions: readonly MadeFunction[]): string {
  const list = functions
    .map(({ name }) => `  define({ name: '${name}', run: () => work.${name}() }),`)
    .join('\n');
  return `import * as work from '../src/work.mjs';\nconst define = (one) => one;\nexport default [\n${list}\n];\n`;
}
