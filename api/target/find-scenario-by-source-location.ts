import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import type { Host } from '../../harness/host.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import { matchRoute } from '../../harness/model/scenario/match-server-route.ts';
import type { CommandLine, Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import type { EntryPoint } from '../../project/discover/resolve-code-entry-point.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';

/**
 * Returns the scenario with the shortest call path to a place in the code, as far as static
 * analysis shows; null: there is none.
 */
export async function findScenarioBySourceLocation(
  host: Host,
  root: string,
  entry: EntryPoint,
): Promise<string | null> {
  if (entry.file === null || entry.function === null) return null;
  const scenarios = await loadAllScenarios(host, root);
  if (scenarios.length === 0) return null;
  const facts = await (await loadSourceAnalysis()).readCode(host, root);
  const wanted = new Set(await functionsOf(facts, entry));
  let best: { readonly name: string; readonly calls: number } | null = null;
  for (const scenario of scenarios) {
    const calls = mentions(host.files, scenario, scenarios, join(root, entry.file), entry.function)
      ? 1
      : callsTo(wanted, facts, findScenarioEntryFunctions(host.files, facts, scenario, scenarios));
    if (calls !== null && (best === null || calls < best.calls)) {
      best = { name: scenario.name, calls };
    }
  }
  return best?.name ?? null;
}

async function functionsOf(
  facts: CodeFacts,
  { file, function: name }: EntryPoint,
): Promise<readonly number[]> {
  const { resolveEntry } = await loadSourceAnalysis();
  try {
    return resolveEntry(facts, `${file}::${name}`);
  } catch (error) {
    // Unsupported languages, and files that belong to no project.
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Returns the fewest calls from a start function to a wanted function; null: no path. */
function callsTo(
  wanted: ReadonlySet<number>,
  { functions }: CodeFacts,
  starts: readonly number[],
): number | null {
  const seen = new Set(starts);
  let layer = starts;
  for (let calls = 0; layer.length > 0; calls += 1) {
    if (layer.some((index) => wanted.has(index))) return calls;
    const next = layer.flatMap((index) =>
      (functions[index]?.calls ?? []).flatMap(({ targets }) => targets),
    );
    layer = [...new Set(next)].filter((index) => !seen.has(index));
    for (const index of layer) seen.add(index);
  }
  return null;
}

/** Returns functions where a scenario starts: of its definition, or of the program it starts. */
export function findScenarioEntryFunctions(
  files: Pick<Files, 'read'>,
  facts: CodeFacts,
  scenario: Scenario,
  scenarios: readonly Scenario[],
): readonly number[] {
  const inFile = (file: string, isMeant: (line: number) => boolean = () => true) =>
    facts.functions.flatMap((codeFunction, index) =>
      codeFunction.file === file && isMeant(codeFunction.line) ? [index] : [],
    );
  if (scenario.kind === 'function') {
    const path = scenario.source?.path;
    if (path === undefined) return [];
    const { from, to } = linesOf(files, scenario, scenarios);
    return inFile(path, (line) => line >= from && line <= to);
  }
  if (scenario.kind === 'http') {
    const { method, url } = scenario.request;
    const path = new URL(url, 'http://localhost').pathname;
    const handler = matchRoute(facts.routes, method.toUpperCase(), path)?.handler ?? null;
    if (handler !== null) return [handler];
  }
  return startedFiles(facts.root, scenario).flatMap((file) => inFile(file));
}

/** Files of the project that a command names, from the root. */
function startedFiles(root: string, scenario: Scenario): readonly string[] {
  const started =
    scenario.kind === 'command'
      ? scenario
      : 'server' in scenario && scenario.server !== null
        ? scenario.server
        : null;
  if (started === null) return [];
  return wordsOf(started.command).map((word) => {
    const path = isAbsolute(word) ? word : join(started.cwd, word);
    return relative(root, path).replaceAll('\\', '/');
  });
}

function wordsOf(command: CommandLine): readonly string[] {
  return command.type === 'argv' ? command.argv : command.text.split(/\s+/u);
}

/** Returns the lines, from 1, that define a scenario in a file that may define several. */
function linesOf(
  files: Pick<Files, 'read'>,
  { source }: Scenario,
  scenarios: readonly Scenario[],
): { readonly from: number; readonly to: number } {
  const whole = { from: 1, to: Number.POSITIVE_INFINITY };
  if (source === null) return whole;
  const lines = (files.read(source.file) ?? '').split('\n');
  const lineOf = (name: string): number =>
    lines.findIndex((line) => ["'", '"', '`'].some((mark) => line.includes(mark + name + mark))) +
    1;
  const own = lineOf(source.name);
  if (own === 0) return whole;
  const others = scenarios
    .filter(
      (scenario) => scenario.source?.file === source.file && scenario.source.name !== source.name,
    )
    .map((scenario) => lineOf(scenario.source?.name ?? ''))
    .filter((line) => line > own);
  if (others.length === 0) return { from: own, to: whole.to };
  return { from: own, to: Math.min(...others) - 1 };
}

const IMPORTED = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"]+)['"]/gu;
const ENDING = /(?:\/index)?\.[cm]?[jt]sx?$/u;

/** True if a function scenario refers to the function without calling it, as in `run: work`. */
function mentions(
  files: Pick<Files, 'read'>,
  scenario: Scenario,
  scenarios: readonly Scenario[],
  target: string,
  name: string | null,
): boolean {
  const { source } = scenario;
  if (scenario.kind !== 'function' || source === null || name === null) return false;
  const text = files.read(source.file) ?? '';
  const folder = dirname(source.file);
  const isImported = [...text.matchAll(IMPORTED)].some(
    ([, specifier = '']) =>
      specifier.startsWith('.') &&
      join(folder, specifier).replace(ENDING, '') === target.replace(ENDING, ''),
  );
  const { from, to } = linesOf(files, scenario, scenarios);
  const own = text.split('\n').slice(from - 1, to);
  const word = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u');
  return isImported && own.some((line) => word.test(line) && !/^\s*import\b/u.test(line));
}

/**
 * Loads every scenario of the project in a folder. Returns none if a scenario is invalid, since a
 * target may still be a place in the code.
 */
export async function loadAllScenarios(host: Host, root: string): Promise<readonly Scenario[]> {
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  try {
    return await findScenarios(inside, config, EVERY_SCENARIO);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
