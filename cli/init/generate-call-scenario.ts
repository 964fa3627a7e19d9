import { generatePrepareLines } from './generate-scenario.ts';

/** A function that a scenario calls. */
export interface ScenarioFunction {
  /** Path to its file from the folder of the scenario, with `/`. */
  readonly module: string;
  readonly name: string;
  readonly access: FunctionAccess;
}

/** Way in which another file imports a function. */
type FunctionAccess =
  /** An export of its name. */
  | 'named'
  /** The module's default export, or all that a CommonJS module exports. */
  | 'default'
  /** A property of a CommonJS module's export. */
  | 'property';

/**
 * Returns how a module exports a function, according to its text.
 * @returns null: it does not.
 */
export function findExportAccess(source: string, name: string): FunctionAccess | null {
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const has = (pattern: string): boolean => new RegExp(pattern, 'mu').test(source);
  if (has(`^export\\s+(?:async\\s+)?(?:function\\s*|const\\s+|let\\s+|var\\s+)${word}`))
    return 'named';
  if (has(`^export\\s*\\{[^}]*(?<![\\w$])(?:${word}(?!\\s+as\\b)|\\w+\\s+as\\s+${word})`))
    return 'named';
  if (has(`^export\\s+default\\s+(?:async\\s+)?(?:function\\s*)?${word}`)) return 'default';
  if (has(`^\\s*module\\.exports\\s*=\\s*(?:async\\s+)?(?:function\\s+)?${word}\\s*(?:[;(]|$)`))
    return 'default';
  if (has(`(?:^|[^\\w$.])(?:module\\.)?exports\\.${word}\\s*=`)) return 'property';
  return has(`module\\.exports\\s*=\\s*\\{[^}]*(?<![\\w$.])${word}`) ? 'property' : null;
}

/** True if the default export, or a CommonJS module's whole export, is an anonymous function. */
export function hasAnonymousDefaultExport(source: string): boolean {
  return /^\s*(?:export\s+default\b|(?:exports\s*=\s*)?module\.exports\s*=(?:\s*exports\s*=)?)\s*(?:async\s*)?(?:function\s*\*?\s*\(|\(|[\w$]+\s*=>)/mu.test(
    source,
  );
}

/** A call as written in a test. */
interface CalledScenario {
  readonly function: ScenarioFunction;
  /** Origin of the arguments, as part of a sentence. */
  readonly origin: string;
  /** Called expression: the function, or a method of the import. */
  readonly callee: string;
  /** The arguments as they are written, without brackets. */
  readonly given: string;
  /** Command to run first on each side, such as a build; null: none. */
  readonly prepare: readonly string[] | null;
}

/** The scenario of a call that is written out, as a file's text. Its arguments are made anew for each call. */
export function generateCallScenario(scenario: CalledScenario): string {
  const { function: subject, callee, given, origin, prepare } = scenario;
  return [
    `import { defineScenario } from 'perf-harness';`,
    ...importLines(subject),
    '',
    'export default defineScenario({',
    `  name: '${callee}',`,
    ...(prepare === null
      ? []
      : [`  cwd: '..',`, ...generatePrepareLines(prepare).map((line) => `  ${line},`)]),
    `  // ${origin}.`,
    `  run: () => ${callee}(${given}),`,
    '});',
    '',
  ].join('\n');
}

/** Returns the import of a function, and the line that extracts it if needed. */
function importLines({ name, module, access }: ScenarioFunction): readonly string[] {
  const imported = { named: `{ ${name} }`, default: name, property: 'subject' }[access];
  const line = `import ${imported} from '${module}';`;
  return access === 'property' ? [line, '', `const { ${name} } = subject;`] : [line];
}
