/** Traces two sides of a small project and compares them. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { createCommandExecutor } from '../../../../harness/executors/command/command-executor.ts';
import { createFunctionExecutor } from '../../../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../../../harness/executors/http/http-executor.ts';
import { createPathStateReader } from '../../../../harness/host/path-content-fingerprint-reader.ts';
import { createHost } from '../../../../harness/host.ts';
import {
  compareTracedInputs,
  type InputsComparison,
} from '../../../../harness/live-comparison/inputs/compare-traced-external-inputs.ts';
import type { SideFolders } from '../../../../harness/live-comparison/inputs/side-independent-path-names.ts';
import type { UnitContext } from '../../../../harness/model/executor.ts';
import type { InputTrace } from '../../../../harness/model/program/external-input-trace.ts';
import type {
  CommandScenario,
  FunctionScenario,
  HttpScenario,
  ServerSettings,
} from '../../../../harness/model/scenario/scenario.ts';
import { commandScenario } from '../../../support/command-scenario.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import {
  fixtureServerSettings,
  httpScenario,
} from '../../executors/http/http-executor-test-setup.ts';

/** Contents by path; a text starting with `->` is a link to the path that follows. */
export type FileTexts = Readonly<Record<string, string>>;

export interface TracedFunction extends TracedFiles {
  /** Text of the scenario's module, whose default export is an object with `run`. */
  readonly code: string;
  readonly changes?: Partial<FunctionScenario>;
}

/** Files of two sides. */
interface TracedFiles {
  /** Files on both sides. */
  readonly files?: FileTexts;
  /** Files that the head has instead. */
  readonly head?: FileTexts;
}

/** A program that is run as \`node main.js\`. */
export interface TracedCommand extends TracedFiles {
  readonly main: string;
  readonly changes?: Partial<CommandScenario>;
}

/** A server that is started as \`node main.js\`. */
export interface TracedServer extends TracedFiles {
  /** Body of the handler of `request` and `response`, after `imports`; or the whole `main`. */
  readonly answer?: string;
  readonly imports?: string;
  readonly main?: string;
  readonly changes?: Partial<HttpScenario>;
  readonly settings?: Partial<ServerSettings>;
}

const host = createHost();
const functions = createFunctionExecutor(host);
const commands = createCommandExecutor(host);
const servers = createHttpExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'traced-sides-'));
let count = 0;
afterAll(async () => {
  for (const { dispose } of [commands, servers]) await dispose?.();
  await host.processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Traces both sides of a project that differ in some files. */
export function traceFunctions({
  code,
  changes,
  ...files
}: TracedFunction): Promise<InputsComparison> {
  return traceBoth({ 'bench.js': named(code) }, files, (top, unit) => {
    const source = { file: join(top, 'bench.js'), name: 'traced' };
    const scenario = functionScenario({ name: 'traced', source, cwd: top, ...changes });
    return functions.traceInputs?.({ ...unit, scenario });
  });
}

/** Traces both sides of a program that runs to its end. */
export function traceCommands({
  main,
  changes,
  ...files
}: TracedCommand): Promise<InputsComparison> {
  return traceBoth({ 'main.js': main }, files, (top, unit) => {
    const command = { type: 'argv', argv: [process.execPath, 'main.js'] } as const;
    const scenario = commandScenario({ command, cwd: top, ...changes });
    return commands.traceInputs?.({ ...unit, scenario });
  });
}

/** Traces both sides of a server that takes requests. */
export function traceServers(tracedServer: TracedServer): Promise<InputsComparison> {
  const {
    answer = "response.end('1');",
    imports = '',
    main,
    changes,
    settings,
    ...files
  } = tracedServer;
  const text = `import { createServer } from 'node:http';
${imports}
createServer(async (request, response) => { ${answer} }).listen(process.env.PORT, '127.0.0.1');
`;
  return traceBoth({ 'main.js': main ?? text }, files, (top, unit) => {
    const command = { type: 'argv', argv: [process.execPath, 'main.js'] } as const;
    const server = fixtureServerSettings('', { command, cwd: top, ...settings });
    const scenario = httpScenario(server, changes);
    return servers.traceInputs?.({ ...unit, scenario });
  });
}

type Unit = Omit<UnitContext<FunctionScenario>, 'scenario'>;
type Trace = (top: string, unit: Unit) => Promise<InputTrace> | undefined;

async function traceBoth(
  own: FileTexts,
  { files, head }: TracedFiles,
  trace: Trace,
): Promise<InputsComparison> {
  count += 1;
  const place = join(folder, String(count));
  const common = { 'package.json': '{"type":"module"}', ...own, ...files };
  const b = await traceSide(join(place, '1', 't'), { ...common, ...head }, trace);
  if (b.trace.state === 'untraceable') return { outcome: 'ineligible', reason: b.trace.reason };
  const a = await traceSide(join(place, '0', 't'), common, trace);
  return compareTracedInputs({ a, b }, createPathStateReader());
}

/** A scenario is found by its name. */
function named(code: string): string {
  return code.replace('export default {', "export default { name: 'traced', ");
}

async function traceSide(
  top: string,
  files: FileTexts,
  trace: Trace,
): Promise<{ readonly trace: InputTrace; readonly folders: SideFolders }> {
  write(top, files);
  const unit = join(dirname(top), 'unit');
  mkdirSync(unit);
  const traced = await trace(top, {
    trial: { index: 0, warmup: true, side: 'a', pair: 0, slot: 0, seed: 1 },
    folder: unit,
    signal: AbortSignal.timeout(20_000),
  });
  if (traced === undefined) throw new Error('it is not traced');
  return { trace: traced, folders: { top, above: dirname(top), dependencies: [] } };
}

function write(top: string, files: FileTexts): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(top, path);
    mkdirSync(dirname(place), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), place);
    else writeFileSync(place, text);
    if (text.startsWith('#!')) chmodSync(place, 0o755);
  }
}

/** Returns a pattern for texts that begin with `text`, whichever side they are about. */
export function createPrefixPattern(text: string): RegExp {
  return new RegExp(`^(?:on the base, )?${text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}`, 'u');
}
