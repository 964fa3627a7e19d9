/** Functions of third-party packages, each in two versions; chosen before any was measured. */

export interface ThirdPartyFunction {
  /** Name of the package and of the scenario. */
  readonly name: string;
  /** Versions of base and head. */
  readonly versions: readonly [base: string, head: string];
  /** Call of the module, an expression with `it` for the module, with arguments. */
  readonly call: string;
}

const MARKDOWN = JSON.stringify('# One\n\nA *text* with `code`, [a link](x) and\n\n- a\n- list\n');
const TEMPLATE = "'<p>{{name}}</p>{{#list}}<i>{{.}}</i>{{/list}}', { name: 'x', list: [1, 2, 3] }";
const NESTED = '{ a: 1, b: { c: [1, 2, { d: 3 }], e: { f: 4 } }, g: [5, 6] }';

export const THIRD_PARTY_FUNCTIONS: readonly ThirdPartyFunction[] = [
  of('semver', '7.3.5', '7.6.3', "it.satisfies('1.2.9', '^1.2.3 || >=2.0.0-beta.1 <3')"),
  of('qs', '6.11.0', '6.13.0', "it.parse('a[b]=1&a[c]=2&d=x%20y&e[]=1&e[]=2')"),
  of('picomatch', '2.3.1', '4.0.2', "it.makeRe('src/**/*.{test,spec}.[jt]s')"),
  of(
    'minimatch',
    '5.1.6',
    '9.0.5',
    "(it.minimatch ?? it)('src/a/b/c.test.js', 'src/**/*.{test,spec}.js')",
  ),
  of('yaml', '2.3.4', '2.5.1', "it.parse('a: 1\\nb:\\n  - x\\n  - y: [1, 2]\\n')"),
  of('marked', '9.1.6', '12.0.2', `(ns.marked ?? it.marked).parse(${MARKDOWN})`),
  of('lodash', '4.17.15', '4.17.21', "it.template('hello <%= name %>')({ name: 'x' })"),
  of('dayjs', '1.11.0', '1.11.13', "it('2024-05-06T07:08:09').add(3, 'day').format('YYYY-MM-DD')"),
  of(
    'acorn',
    '8.8.0',
    '8.12.1',
    "it.parse('const f = (a, b = 2) => a?.c ?? [...b]', { ecmaVersion: 2022 })",
  ),
  of('json5', '2.2.0', '2.2.3', "it.parse('{ a: 1, /* x */ b: [1, 2,], c: \\'d\\' }')"),
  of('ini', '2.0.0', '4.1.3', "it.parse('a=1\\n[b]\\nc=true\\nd[]=1\\nd[]=2\\n')"),
  of('mustache', '4.0.1', '4.2.0', `it.render(${TEMPLATE})`),
  of(
    'ejs',
    '3.1.6',
    '3.1.10',
    "it.render('<% for (const x of l) { %><i><%= x %></i><% } %>', { l: [1, 2] })",
  ),
  of('he', '1.1.1', '1.2.0', "it.encode('foo © bar ≠ baz 𝌆 qux <b>')"),
  of(
    'entities',
    '4.3.0',
    '4.5.0',
    "it.decodeHTML('a &lt; b &amp;&amp; c &copy; &#x1F600; &notanentity;')",
  ),
  of('cookie', '0.4.2', '0.6.0', "it.parse('a=1; b=x%20y; c=\\'z\\'; d=4')"),
  of('path-to-regexp', '6.2.0', '6.3.0', "it.pathToRegexp('/user/:id/post/:post(\\\\d+)?')"),
  of('fast-deep-equal', '2.0.1', '3.1.3', `it(${NESTED}, ${NESTED})`),
  of('deepmerge', '4.2.2', '4.3.1', `it(${NESTED}, { b: { e: { h: 1 } }, g: [7] })`),
  of('ajv', '8.11.0', '8.17.1', "compiled('ajv', ns)({ a: 1, b: 'x' })"),
];

function of(name: string, base: string, head: string, call: string): ThirdPartyFunction {
  return { name, versions: [base, head], call };
}

/** Returns the alias a version is installed under, so one installation serves both sides. */
function aliasOf({ name, versions }: ThirdPartyFunction, side: 0 | 1): string {
  return `${name}-at-${versions[side]}`;
}

/** A `package.json` with all versions of all. */
export function generateThirdPartyManifest(): string {
  const all = THIRD_PARTY_FUNCTIONS.flatMap((other) =>
    [0, 1].map((side) => [other, side as 0 | 1] as const),
  );
  const dependencies = Object.fromEntries(
    all.map(([library, side]) => [
      aliasOf(library, side),
      `npm:${library.name}@${library.versions[side]}`,
    ]),
  );
  return JSON.stringify({ name: 'others', private: true, type: 'module', dependencies });
}

/** Generates the module of one side, with each package in that side's version. */
export function generateThirdPartyModule(side: 0 | 1): string {
  const imports = THIRD_PARTY_FUNCTIONS.map(
    (other, index) => `import * as ns${index} from '${aliasOf(other, side)}';`,
  );
  const functions = THIRD_PARTY_FUNCTIONS.map(
    ({ name, call }, index) => `  '${name}': withModule(ns${index}, (ns, it) => ${call}),`,
  );
  return `${imports.join('\n')}

const validators = new Map();
function compiled(name, ns) {
  if (!validators.has(name)) {
    const Ajv = ns.default.default ?? ns.default;
    const properties = { a: { type: 'integer' }, b: { type: 'string', minLength: 1 } };
    validators.set(name, new Ajv().compile({ type: 'object', properties, required: ['a'] }));
  }
  return validators.get(name);
}
function withModule(ns, run) {
  const it = ns.default ?? ns;
  return () => run(ns, it);
}
export const functions = {
${functions.join('\n')}
};
`;
}

/** The scenarios of all. @param margin - Of each, as a ratio. */
export function generateThirdPartyScenarios(margin: number): string {
  return `import { functions } from '../src/work.mjs';
export default Object.entries(functions).map(([name, run]) => ({ name, run, margin: ${margin} }));
`;
}
