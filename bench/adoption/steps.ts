import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonReport, Report } from '../../harness/model/documents/document.ts';
import { readManifest } from '../../harness/packages/manifest.ts';
import type { AdoptionEntry, Command, GatedVerdict, Step } from './entries.ts';
import { hasVerdict } from './outcome.ts';
import { tryOwn } from './own-check.ts';
import {
  addArgv,
  installArgv,
  managerPackages,
  type OwnManager,
  ownManager,
} from './package-manager.ts';
import type { Repository } from './repositories.ts';
import { type CommandSpec, runCommand } from './run-command.ts';
import { readIn, type Workplace } from './workplace.ts';

/** What a step came to. */
export type StepResult = Pick<AdoptionEntry, 'commands' | 'works' | 'measured' | 'verdicts'>;

/** What a step works with. */
export interface StepContext {
  readonly one: Repository;
  readonly place: Workplace;
  /** The packed package, absolute. */
  readonly archive: string;
  readonly signal: AbortSignal;
}

/** Each may take so long, seconds. */
const LIMITS = {
  clone: 300,
  manager: 120,
  install: 480,
  add: 240,
  init: 240,
  run: 180,
  compare: 300,
};
const HARNESS = 'perf-harness';
/**
 * For each stage of a comparison, where five minutes are usual: more of them stay inconclusive. What
 * explains a verdict comes after it, and is not waited for.
 */
const HURRY = ['--time', '45s', '--no-explain'];
/** Exit codes of a run and of a comparison that came to a result: fine, failed, inconclusive. */
const RESULTS = [0, 1, 3];

/** Does one step; each finds what those before it have left. */
export function doStep(step: Step, context: StepContext): Promise<StepResult> {
  return STEP_FUNCTIONS[step](context);
}

const STEP_FUNCTIONS: Readonly<Record<Step, (context: StepContext) => Promise<StepResult>>> = {
  clone,
  install,
  own: ({ place, signal }) => tryOwn(place, managerOf(place), signal),
  add,
  init: (context) => perform(context, [harness(['init', '--yes'], LIMITS.init)]),
  run: firstRun,
  compare,
};

/** As its users get it: a clone with its branch, with the settings that its examples show. */
async function clone(context: StepContext): Promise<StepResult> {
  const { one, place } = context;
  // What an attempt that was interrupted has left.
  rmSync(place.project, { recursive: true, force: true });
  const git = (...args: readonly string[]): CommandSpec => ({
    argv: ['git', ...args],
    cwd: place.folder,
    limitSeconds: LIMITS.clone,
  });
  const cloned = await perform(context, [
    git('clone', '--quiet', '--no-checkout', sourceOf(one), place.project),
    git('-C', place.project, 'checkout', '--quiet', '-B', 'main', one.commit),
  ]);
  if (cloned.works) copyExample(place.project);
  // Where it came from is a matter of this machine.
  return { ...cloned, commands: cloned.commands.map((command) => told(one, command)) };
}

async function install(context: StepContext): Promise<StepResult> {
  const { place } = context;
  const own = managerOf(place);
  const folder = join(place.folder, 'manager');
  mkdirSync(folder, { recursive: true });
  const packages = managerPackages(own);
  const env = { CI: '1' };
  return perform(context, [
    ...(packages.length === 0
      ? []
      : [
          {
            argv: ['npm', 'install', '--no-save', '--prefix', folder, ...packages],
            cwd: folder,
            limitSeconds: LIMITS.manager,
          },
        ]),
    { argv: installArgv(own), env, limitSeconds: LIMITS.install },
  ]);
}

function add(context: StepContext): Promise<StepResult> {
  const { one, place, archive } = context;
  const argv = addArgv(managerOf(place), one.workspace, archive);
  return perform(context, [{ argv, limitSeconds: LIMITS.add }]);
}

async function firstRun(context: StepContext): Promise<StepResult> {
  const file = join(context.place.reports, 'run.json');
  rmSync(file, { force: true });
  const { commands, works } = await perform(context, [
    harness(['run', '--quick', ...reporters(file)], LIMITS.run),
  ]);
  const report = readReport<Report>(file);
  const measured = (report?.runs ?? [])
    .filter(({ metrics }) => Object.keys(metrics).length > 0)
    .map(({ scenario }) => scenario);
  return { commands, works: works && measured.length > 0, measured };
}

async function compare(context: StepContext): Promise<StepResult> {
  const file = join(context.place.reports, 'compare.json');
  rmSync(file, { force: true });
  const { commands } = await perform(context, [
    harness(['compare', 'HEAD~20', ...HURRY, ...reporters(file)], LIMITS.compare),
  ]);
  const verdicts = (readReport<ComparisonReport>(file)?.comparisons ?? [])
    .filter(({ gated }) => gated)
    .map(({ scenario, metric, verdict }): GatedVerdict => ({ scenario, metric, verdict }));
  return { commands, works: hasVerdict(verdicts), verdicts };
}

/** Runs programs one after the other, up to the first that does not come to a result. */
async function perform(
  { place, signal }: StepContext,
  specs: readonly CommandSpec[],
): Promise<StepResult> {
  const commands: Command[] = [];
  for (const spec of specs) {
    const command = await runCommand(place, spec, signal);
    commands.push(command);
    const fine = spec.argv[0] === HARNESS && spec.argv[1] !== 'init' ? RESULTS : [0];
    const { end } = command;
    if (end.type !== 'code' || !fine.includes(end.code)) return { commands, works: false };
  }
  return { commands, works: true };
}

function harness(args: readonly string[], limitSeconds: number): CommandSpec {
  return { argv: [HARNESS, ...args], limitSeconds };
}

/** What people see, and beside it what the bench reads. */
function reporters(file: string): readonly string[] {
  return ['--reporter', 'terminal', '--reporter', `json=${file}`];
}

function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

function managerOf(place: Workplace): OwnManager {
  const read = (name: string): string | null => readIn(place, name);
  return ownManager(
    readManifest({ read: (path) => read(path.slice(place.project.length + 1)) }, place.project),
    read,
  );
}

/** A folder of clones (`owner+name/repo`) that a variable names, or where it is published. */
function sourceOf({ repository }: Repository): string {
  const mirrors = process.env.PERF_HARNESS_MIRRORS;
  return mirrors === undefined
    ? `https://github.com/${repository}.git`
    : join(mirrors, repository.replace('/', '+'), 'repo');
}

function told(one: Repository, command: Command): Command {
  const published = `https://github.com/${one.repository}.git`;
  return { ...command, command: command.command.replace(sourceOf(one), published) };
}

/** READMEs ask to copy the example of the settings first: so it is done wherever there is one. */
function copyExample(project: string): void {
  if (existsSync(join(project, '.env'))) return;
  const example = readdirSync(project)
    .filter((name) => /^\.?env[.-](?:example|sample|template)/u.test(name))
    .toSorted()[0];
  if (example !== undefined) copyFileSync(join(project, example), join(project, '.env'));
}
