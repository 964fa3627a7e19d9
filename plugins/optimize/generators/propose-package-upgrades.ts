import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import { type BottleneckTarget, proposalFor } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';

/** npm timeout: it answers from cache or a registry; an unresponsive registry must not block. */
const ASK_MS = 20_000;

/** Project whose packages are looked up. */
export interface ReleaseLookup {
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

interface Newer {
  readonly name: string;
  readonly installed: string;
  readonly version: string;
  /** True if it satisfies the range in package.json. */
  readonly isInRange: boolean;
}

/**
 * Proposes newer releases of the packages that time is spent in, within the range in package.json
 * and beyond it, as npm reports them. There are none if npm does not answer.
 */
export async function proposePackageReleases(
  host: Host,
  places: ReleaseLookup,
  targets: readonly BottleneckTarget[],
): Promise<readonly Proposal[]> {
  const proposals: Proposal[] = [];
  for (const target of targets) {
    const { package: name } = target.bottleneck;
    if (name === undefined) continue;
    const found = await newerReleases(host, places, name);
    proposals.push(...found.map((release) => proposalOf(target, release, found)));
  }
  return proposals;
}

function proposalOf(
  { bottleneck }: BottleneckTarget,
  { name, installed, version, isInRange }: Newer,
  all: readonly Newer[],
): Proposal {
  const range = isInRange
    ? 'within the range in package.json'
    : 'outside the range in package.json';
  return proposalFor(bottleneck, {
    key: keyOf(name, version),
    description: `Use ${name} ${version} instead of ${installed}, ${range}`,
    complexity: 'Low',
    risk: isInRange ? 'Low' : 'High',
    fix_level: 3,
    files_to_modify: ['package.json', 'package-lock.json'],
    conflicts_with: all
      .filter((other) => other.version !== version)
      .map((other) => keyOf(other.name, other.version)),
    evidence_class: 'checked',
    assumes: [
      `The code does not rely on behavior that differs between ${name} ${version} and ${installed}.`,
    ],
    apply: { kind: 'dependency', name, version },
  });
}

function keyOf(name: string, version: string): string {
  return `release:${name}@${version}`;
}

async function newerReleases(
  host: Host,
  places: ReleaseLookup,
  name: string,
): Promise<readonly Newer[]> {
  const { root } = places;
  const range = askedFor(host, root, name);
  const installed = readManifest(host, join(root, 'node_modules', name, 'package.json'))?.version;
  if (range === null || typeof installed !== 'string') return [];
  const latest = async (wanted: string): Promise<string | undefined> =>
    (await ask(host, places, [`${name}@${wanted}`, 'version'])).findLast(isRelease);
  const inRange = await latest(range);
  const newest = await latest('latest');
  const found: Newer[] = [];
  if (inRange !== undefined && isNewer(inRange, installed)) {
    found.push({ name, installed, version: inRange, isInRange: true });
  }
  if (newest !== undefined && isNewer(newest, inRange ?? installed)) {
    found.push({ name, installed, version: newest, isInRange: false });
  }
  return found;
}

/** Returns package.json's version range of a registry package; null if there is none. */
function askedFor(host: Host, root: string, name: string): string | null {
  const manifest = readManifest(host, join(root, 'package.json'));
  for (const section of ['dependencies', 'optionalDependencies', 'devDependencies']) {
    const asked = (manifest?.[section] as Record<string, unknown> | undefined)?.[name];
    if (typeof asked === 'string') return /^[\d^~<>=*xX. |-]+$/u.test(asked) ? asked : null;
  }
  return null;
}

/** Returns the output of npm as a list of strings; empty if it does not answer. */
async function ask(
  host: Host,
  { root, signal }: ReleaseLookup,
  words: readonly string[],
): Promise<readonly string[]> {
  const { exit, stdout, timedOut } = await host.processes.exec({
    file: 'npm',
    args: ['view', ...words, '--json', '--no-update-notifier', '--fetch-retries=0'],
    cwd: root,
    env: { NODE_OPTIONS: undefined },
    timeoutMs: ASK_MS,
    signal,
  });
  signal.throwIfAborted();
  if (timedOut || exit.type !== 'code' || exit.code !== 0) return [];
  return [parseJsonOrNull(stdout)].flat().filter((version) => typeof version === 'string');
}

function readManifest({ files }: Host, path: string): Record<string, unknown> | null {
  return parseJsonOrNull(files.read(path)) as Record<string, unknown> | null;
}

function isRelease(version: string): boolean {
  return /^\d+\.\d+\.\d+$/u.test(version);
}

/** By the three numbers. */
function isNewer(version: string, than: string): boolean {
  const numbersOf = (text: string) => text.split(/[.-]/u).slice(0, 3).map(Number);
  const other = numbersOf(than);
  const difference = numbersOf(version).map((number, index) => number - (other[index] ?? 0));
  return (difference.find((part) => part !== 0) ?? 0) > 0;
}
