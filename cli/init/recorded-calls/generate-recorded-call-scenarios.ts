import { type ExportedPath, isMethodPath } from '../../../api/instrument/observed-tests.ts';
import { PROJECT_ROOT, replaceReferences } from '../../../profilers/calls/outside-call.ts';
import { formatShare } from '../../../reports/format-quantity.ts';
import { generatePrepareLines } from '../generate-scenario.ts';
import type { ChosenCall, NameDefaultExport } from './choose-recorded-calls.ts';

/** Most characters of arguments in the scenario itself; longer arguments get a separate file. */
const MOST_INLINE = 400;

export interface RecordedCallsFile {
  /** Origin of the calls, as a sentence; null: none is worth a comment. */
  readonly origin: string | null;
  readonly extension: string;
  /** Path to the root from the folder of the file: `..`. */
  readonly root: string;
  readonly nameDefault: NameDefaultExport;
  /** Name of the file with long arguments; the underscore marks it as no scenario. */
  readonly inputsFile: string;
  /** Exports by the number with which recorded sources refer to them. */
  readonly exports: ReadonlyMap<number, ExportedPath>;
}

/** Generates the scenarios of recorded calls, as a file's text. */
export function generateRecordedCallScenarios(
  calls: readonly ChosenCall[],
  file: RecordedCallsFile,
  prepare: readonly string[] | null,
): string {
  const { lines, imports, inputs } = planFile(calls, file);
  const rootLines = projectRootLines(lines.flat(), file.root);
  return [
    ...rootLines.imports,
    `import { defineScenario } from 'perf-harness';`,
    ...importLines(imports, file.root),
    ...(inputs.size === 0
      ? []
      : [`import { ${[...inputs.values()].join(', ')} } from './${file.inputsFile}';`]),
    ...rootLines.constants,
    '',
    ...(file.origin === null ? [] : [`// ${file.origin}`]),
    'export default [',
    ...calls.flatMap((call, index) => scenarioLines(call, lines[index] ?? [], prepare)),
    '];',
    '',
  ].join('\n');
}

/** Generates the file with the long arguments of these calls; null: none is long. */
export function generateInputsFile(
  calls: readonly ChosenCall[],
  file: RecordedCallsFile,
): string | null {
  const { inputs, imports } = planFile(calls, file);
  if (inputs.size === 0) return null;
  const sources = [...inputs.keys()];
  const used = imports.filter(({ local }) =>
    sources.some((source) =>
      new RegExp(`(?<![\\w$.])${local.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(source),
    ),
  );
  const type = isTyped(file.extension) ? ': unknown[]' : '';
  const rootLines = projectRootLines(sources, file.root);
  return [
    ...rootLines.imports,
    ...importLines(used, file.root),
    ...rootLines.constants,
    ...[...inputs].map(([source, name]) =>
      source.startsWith('[')
        ? `export const ${name} = ()${type} => ${source};`
        : `export const ${name} = () => (${source});`,
    ),
    '',
  ].join('\n');
}

/** Name of the folder of the project in a generated file. */
const ROOT_NAME = 'projectRoot';

/** Returns the lines that define the folder of the project, if sources use it. */
function projectRootLines(sources: readonly string[], root: string) {
  if (!sources.some((source) => source.includes(ROOT_NAME))) return { imports: [], constants: [] };
  return {
    imports: [`import { resolve } from 'node:path';`],
    constants: ['', `const ${ROOT_NAME} = resolve(import.meta.dirname, '${root}');`],
  };
}

/** Returns the origin of calls that a command makes. @param command - null: README examples. */
export function describeOrigin(command: string | null): string {
  if (command === null) return 'Calls that examples of the README make.';
  return `Calls that \`${command}\` makes; shares are of the time that it spends in this package.`;
}

function isTyped(extension: string): boolean {
  return extension.endsWith('ts');
}

interface NamedImport {
  readonly entry: string;
  readonly exported: string;
  readonly local: string;
}

/** Names of a file, which are added as they are needed. */
interface FileNames {
  readonly imports: ReadonlyMap<string, NamedImport>;
  /** Names of the long arguments by their source. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly expressionOf: (exported: ExportedPath) => string;
  /** Returns the source, or the call of its function in the file of long arguments. */
  readonly shorten: (source: string) => string;
}

/** Names of the scenario's own variables. */
const RESERVED = [
  'defineScenario',
  'given',
  'subject',
  'call',
  'fixture',
  'it',
  'resolve',
  ROOT_NAME,
];

function createFileNames(nameDefault: NameDefaultExport): FileNames {
  const imports = new Map<string, NamedImport>();
  const inputs = new Map<string, string>();
  const used = new Set(RESERVED);
  const importOf = ({ entry, path: [exported = 'default'] }: ExportedPath): string => {
    const key = `${entry} ${exported}`;
    const known = imports.get(key);
    if (known !== undefined) return known.local;
    const name = exported === 'default' ? nameDefault(entry) : exported;
    const local = used.has(name) ? `${name}${imports.size + 1}` : name;
    used.add(local);
    imports.set(key, { entry, exported, local });
    return local;
  };
  return {
    imports,
    inputs,
    expressionOf: (exported) => [importOf(exported), ...exported.path.slice(1)].join('.'),
    shorten: (source) => {
      if (source.length <= MOST_INLINE) return source;
      const name = inputs.get(source) ?? `input${inputs.size + 1}`;
      inputs.set(source, name);
      return `${name}()`;
    },
  };
}

function planFile(
  calls: readonly ChosenCall[],
  { exports, nameDefault, extension }: RecordedCallsFile,
) {
  const names = createFileNames(nameDefault);
  const resolve = (source: string): string =>
    replaceReferences(source.replaceAll(PROJECT_ROOT, ROOT_NAME), (part, index) => {
      const exported = exports.get(index);
      if (exported === undefined) throw new TypeError(`no export has the number ${index}`);
      const { path } = exported;
      if (part === 'Member') return path.at(-1) ?? '';
      return names.expressionOf(
        part === 'Owner' ? { ...exported, path: path.slice(0, -2) } : exported,
      );
    });
  const lines = calls.map((call) => callLines(call, { ...names, resolve, extension }));
  return { lines, imports: [...names.imports.values()], inputs: names.inputs };
}

interface CallContext extends FileNames {
  /** Replaces the references in a recorded source. */
  readonly resolve: (source: string) => string;
  readonly extension: string;
}

/** Returns the lines that create the arguments, and the object of a method, and that call it. */
function callLines(call: ChosenCall, context: CallContext): readonly string[] {
  const { function: observed, input } = call;
  const { resolve, expressionOf, shorten, extension } = context;
  if (call.mixed.length > 0) return mixedCallLines(call, context);
  const isMethod = isMethodPath(observed.path);
  const callee = isMethod ? `subject.${observed.path.at(-1)}` : expressionOf(observed);
  const called = `${input.isNew ? 'new ' : ''}${callee}`;
  if (input.source === '[]' && !isMethod) return [`run: () => ${called}(),`];
  const type = `${input.isNew ? 'ConstructorParameters' : 'Parameters'}<typeof ${callee}>`;
  const given = isTyped(extension) ? `(given as unknown as ${type})` : 'given';
  const source = resolve(input.source);
  const created = shorten(
    isMethod ? `{ subject: ${resolve(input.subject ?? '')}, given: ${source} }` : source,
  );
  const pattern = isMethod ? '{ subject, given }' : 'given';
  if (!input.isModified) {
    const body = created.startsWith('{') ? `(${created})` : created;
    return [`setup: () => ${body},`, `run: (${pattern}) => ${called}(...${given}),`];
  }
  const list = isTyped(extension) ? '[] as unknown[]' : '[]';
  const [name, first, value] = isMethod
    ? ['call', created, `{ call: ${pattern} }`]
    : ['given', list, '{ given }'];
  return [
    `setup: () => ({ ${name}: ${first} }),`,
    // Modified arguments and objects are created anew for each call.
    'beforeEach: (fixture) => {',
    `  fixture.${name} = ${created};`,
    '},',
    `run: (${value}) => ${called}(...${given}),`,
  ];
}

/** Returns the lines that call the function with each input. */
function mixedCallLines(
  { function: observed, mixed }: ChosenCall,
  { resolve, expressionOf, shorten, extension }: CallContext,
): readonly string[] {
  const isMethod = isMethodPath(observed.path);
  const callee = isMethod ? `subject.${observed.path.at(-1)}` : expressionOf(observed);
  const items = mixed.map(({ source, subject }) =>
    isMethod
      ? `{ subject: ${resolve(subject ?? '')}, given: ${resolve(source)} }`
      : resolve(source),
  );
  const pattern = isMethod ? '{ subject, given }' : 'given';
  const given = isTyped(extension) ? '(given as any)' : 'given';
  const setup = `setup: () => ${shorten(`[${items.join(', ')}]`)},`;
  const inputs = isTyped(extension) ? '(inputs: any)' : '(inputs)';
  if (mixed.some(({ isAsync }) => isAsync === true)) {
    return [
      setup,
      `run: async ${inputs} => {`,
      '  const results = [];',
      `  for (const ${pattern} of inputs) results.push(await ${callee}(...given));`,
      '  return results;',
      '},',
    ];
  }
  const parameter = isTyped(extension) ? `(${pattern}: any)` : `(${pattern})`;
  return [setup, `run: ${inputs} => inputs.map(${parameter} => ${callee}(...${given})),`];
}

function importLines(imports: readonly NamedImport[], root: string): readonly string[] {
  const byEntry = Map.groupBy(imports, ({ entry }) => entry);
  return [...byEntry].map(([entry, all]) => {
    const whole = all.filter(({ exported }) => exported === 'default');
    const named = all
      .filter(({ exported }) => exported !== 'default')
      .map(({ exported, local }) => (exported === local ? local : `${exported} as ${local}`));
    const clause = [
      ...whole.map(({ local }) => local),
      ...(named.length === 0 ? [] : [`{ ${named.join(', ')} }`]),
    ];
    return `import ${clause.join(', ')} from '${root}/${entry}';`;
  });
}

function scenarioLines(
  { name, function: { share, calls } }: ChosenCall,
  callLines: readonly string[],
  prepare: readonly string[] | null,
): readonly string[] {
  const times = calls === 1 ? '1 call' : `${calls} calls`;
  const lines = [
    `name: '${name}',`,
    ...(prepare === null
      ? []
      : [`cwd: '..',`, ...generatePrepareLines(prepare).map((line) => `${line},`)]),
    ...callLines,
  ];
  return [
    ...(calls === 0
      ? []
      : [`  // ${share === null ? '' : `${formatShare(share)} of the time, `}${times}.`]),
    '  defineScenario({',
    ...lines.map((line) => `    ${line}`),
    '  }),',
  ];
}
