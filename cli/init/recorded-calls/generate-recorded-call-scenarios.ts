import { defaultExportName } from '../../../harness/packages/default-export-name.ts';
import { formatShare } from '../../../reports/format-quantity.ts';
import { generatePrepareLines } from '../generate-scenario.ts';
import type { ChosenCall } from './choose-recorded-calls.ts';

/** Most characters of arguments in the scenario itself; longer arguments get a separate file. */
const MOST_INLINE = 400;

export interface RecordedCallsFile {
  /** Origin of the calls, as a sentence; null: none is worth a comment. */
  readonly origin: string | null;
  readonly extension: string;
  /** Path to the root from the folder of the file: `..`. */
  readonly root: string;
  readonly packageName: string | undefined;
  /** Name of the file with long arguments; the underscore marks it as no scenario. */
  readonly inputsFile: string;
}

/** Generates the scenarios of recorded calls, as a file's text. */
export function generateRecordedCallScenarios(
  calls: readonly ChosenCall[],
  file: RecordedCallsFile,
  prepare: readonly string[] | null,
): string {
  const imports = nameImports(calls, file.packageName);
  const long = listLongInputs(calls);
  const inputs = [...long.values()].join(', ');
  return [
    `import { defineScenario } from 'perf-harness';`,
    ...importLines(imports, file.root),
    ...(long.size === 0 ? [] : [`import { ${inputs} } from './${file.inputsFile}';`]),
    '',
    ...(file.origin === null ? [] : [`// ${file.origin}`]),
    'export default [',
    ...calls.flatMap((call) => scenarioLines(call, { ...file, imports, long, prepare })),
    '];',
    '',
  ].join('\n');
}

/** Generates the file with the long arguments of these calls; null: none is long. */
export function generateInputsFile(
  calls: readonly ChosenCall[],
  { extension }: RecordedCallsFile,
): string | null {
  const type = isTyped(extension) ? ': unknown[]' : '';
  const lines = [...listLongInputs(calls)].map(
    ([source, name]) => `export const ${name} = ()${type} => ${source};\n`,
  );
  return lines.length === 0 ? null : lines.join('');
}

/** Returns the origin of calls that a command makes. */
export function describeOrigin(command: string): string {
  return `Calls that \`${command}\` makes; shares are of the time that it spends in this package.`;
}

function isTyped(extension: string): boolean {
  return extension.endsWith('ts');
}

/** Names of the long arguments by their source. */
function listLongInputs(calls: readonly ChosenCall[]): ReadonlyMap<string, string> {
  const sources = calls.map(({ input }) => input.source);
  const long = [...new Set(sources)].filter((source) => source.length > MOST_INLINE);
  return new Map(long.map((source, index) => [source, `input${index + 1}`]));
}

interface NamedImport {
  readonly entry: string;
  readonly exported: string;
  readonly local: string;
}

/** Returns the imports by entry and export; equal names of two entries get a number. */
function nameImports(
  calls: readonly ChosenCall[],
  packageName: string | undefined,
): ReadonlyMap<string, NamedImport> {
  const imports = new Map<string, NamedImport>();
  const used = new Set(['defineScenario']);
  for (const { function: observed } of calls) {
    const { entry, path } = observed;
    const [exported = 'default'] = path;
    const key = importKey(observed);
    if (imports.has(key)) continue;
    const name =
      exported === 'default' ? (defaultExportName(entry, packageName) ?? 'subject') : exported;
    const local = used.has(name) ? `${name}${imports.size + 1}` : name;
    used.add(local);
    imports.set(key, { entry, exported, local });
  }
  return imports;
}

function importKey({ entry, path }: ChosenCall['function']): string {
  return `${entry} ${path[0]}`;
}

function importLines(imports: ReadonlyMap<string, NamedImport>, root: string): readonly string[] {
  const byEntry = Map.groupBy(imports.values(), ({ entry }) => entry);
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

interface ScenarioContext extends RecordedCallsFile {
  readonly imports: ReadonlyMap<string, NamedImport>;
  readonly long: ReadonlyMap<string, string>;
  readonly prepare: readonly string[] | null;
}

function scenarioLines(call: ChosenCall, context: ScenarioContext): readonly string[] {
  const { share, calls } = call.function;
  const times = calls === 1 ? '1 call' : `${calls} calls`;
  const { prepare } = context;
  const lines = [
    `name: '${call.name}',`,
    ...(prepare === null ? [] : [`cwd: '..',`, ...generatePrepareLines(prepare).map(withComma)]),
    ...callLines(call, context),
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

function withComma(line: string): string {
  return `${line},`;
}

/** Returns the lines that create the arguments and call the function. */
function callLines(
  { function: observed, input }: ChosenCall,
  { extension, imports, long }: ScenarioContext,
): readonly string[] {
  const local = imports.get(importKey(observed))?.local ?? '';
  const callee = [local, ...observed.path.slice(1)].join('.');
  if (input.source === '[]') return [`run: () => ${callee}(),`];
  const longName = long.get(input.source);
  const created = longName === undefined ? input.source : `${longName}()`;
  const typed = isTyped(extension) ? `(given as unknown as Parameters<typeof ${callee}>)` : 'given';
  if (!input.isModified) {
    return [`setup: () => ${created},`, `run: (given) => ${callee}(...${typed}),`];
  }
  return [
    `setup: () => ({ given: ${isTyped(extension) ? '[] as unknown[]' : '[]'} }),`,
    // Arguments that the function modifies are created anew.
    'beforeEach: (fixture) => {',
    `  fixture.given = ${created};`,
    '},',
    `run: ({ given }) => ${callee}(...${typed}),`,
  ];
}
