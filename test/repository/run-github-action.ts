/** Plays the runner of GitHub Actions for a composite action, as far as `action.yml` needs it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ROOT, readRepositoryFile } from './read-repository-sources.ts';

export interface ActionStep {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly shell: string;
  readonly 'working-directory'?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export function readAction(): Action {
  return parse(readRepositoryFile('action.yml')) as Action;
}

export interface ActionJob {
  /** Folder in which the repository was checked out. */
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event?: object;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActionResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
  /** Exit code of the first step that failed; 0: none did. */
  readonly code: number;
  /** Names of the steps that ran. */
  readonly ran: readonly string[];
}

type Scope = (expression: string) => string;

/** Runs the steps of `action.yml`, each with GitHub's shell command and files. */
export async function runGithubAction(job: ActionJob): Promise<ActionResult> {
  const action = readAction();
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const files = {
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(job.event ?? {})),
  };
  const steps = new Map<string, Readonly<Record<string, string>>>();
  const scope = scopeOf(action, job, steps);
  const ran: string[] = [];
  let log = '';
  let code = 0;
  for (const [index, step] of action.runs.steps.entries()) {
    if (code !== 0 || !isWanted(step, scope)) continue;
    ran.push(step.name);
    const script = file(`${index}.sh`, step.run);
    const output = file(`output-${index}`);
    const done = await shell(
      script,
      resolve(job.workspace, fill(step['working-directory'] ?? '.', scope)),
      {
        ...files,
        GITHUB_OUTPUT: output,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_WORKSPACE: job.workspace,
        RUNNER_TEMP: folder,
        ...job.env,
        ...Object.fromEntries(
          Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value, scope)]),
        ),
      },
    );
    log += done.log;
    code = done.code;
    if (step.id !== undefined) steps.set(step.id, readOutputs(output));
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [
    name,
    fill(value, scope),
  ]);
  const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
  return { outputs: Object.fromEntries(outputs), summary, log, code, ran };
}

function scopeOf(
  action: Action,
  job: ActionJob,
  steps: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Scope {
  return (expression) => {
    const [context = '', first = '', ...rest] = expression.split('.');
    if (context === 'inputs') {
      const known = action.inputs[first];
      if (known === undefined) throw new Error(`no input ${first}`);
      return (
        job.inputs?.[first] ?? (known.default.includes('github.token') ? 'token' : known.default)
      );
    }
    if (context === 'steps' && rest[0] === 'outputs')
      return steps.get(first)?.[rest[1] ?? ''] ?? '';
    throw new Error(`this runner does not know ${expression}`);
  };
}

function fill(text: string, scope: Scope): string {
  return text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/gu, (_, expression: string) => scope(expression));
}

function isWanted(step: ActionStep, scope: Scope): boolean {
  if (step.if === undefined) return true;
  const [, expression = '', value] = /^([\w.-]+) == '(.*)'$/u.exec(step.if) ?? [];
  return scope(expression) === value;
}

/** Runs a script with the command that GitHub uses for steps with the shell `bash`. */
function shell(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly log: string }> {
  const { PATH, HOME, TMPDIR, NODE_V8_COVERAGE, NODE_COMPILE_CACHE, PERF_HARNESS_CACHE } =
    process.env;
  const ofTests = { NODE_V8_COVERAGE, NODE_COMPILE_CACHE, PERF_HARNESS_CACHE };
  const inherited = { PATH, HOME, TMPDIR, ...ofTests };
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
    cwd,
    env: { ...inherited, PERF_HARNESS_LOCK: `action-${process.pid}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
    });
  }
  return new Promise((done) => child.on('close', (code) => done({ code: code ?? 1, log })));
}

function readOutputs(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/su).slice(0, 2)));
}
