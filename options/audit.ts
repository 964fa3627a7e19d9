import { join, posix, resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import {
  AUDIT_PACKS,
  type AuditPack,
  type AuditSeverity,
} from '../harness/model/documents/audit-document.ts';
import { AUDIT_SEVERITIES } from '../harness/model/documents/audit-severities.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { drawSeed } from '../harness/sampling/draw-seed.ts';
import { SEED_LIMIT } from '../harness/sampling/seed-limit.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { checkRevision } from '../harness/snapshot/git/resolve-ref.ts';
import {
  type DatabaseAddress,
  readDatabaseAddress,
} from '../profilers/postgres/database-address.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { readScenarios } from './groups/scenarios.ts';

/** What `audit` looks at, and what fails it. */
export interface AuditOptions {
  readonly config: Config;
  /** Absolute. */
  readonly root: string;
  /** Part of it that findings are to be in, from the root; null: all of it. */
  readonly domain: AuditDomain | null;
  /** Findings as severe as this fail it; null: none does. */
  readonly failOn: AuditSeverity | null;
  /** Globs in place of tests and what sets them up; null: those. */
  readonly exclude: readonly string[] | null;
  /** Absolute file of what was found before; null: all is new. */
  readonly baseline: { readonly path: string; readonly isUpdated: boolean } | null;
  /** Only lines that have changed since this commit count; null: all do. */
  readonly changed: string | null;
  /** Whether the score goes into the log of the project. */
  readonly trend: boolean;
  /** Auditors beside those that always look. */
  readonly packs: readonly AuditPack[];
  /** Is run, and says of each finding whether it happens; null: nothing is run. */
  readonly scenario: AuditedScenario | null;
  readonly reports: readonly ReportChoice[];
}

/** A scenario that findings are held against. */
export interface AuditedScenario {
  readonly wanted: ScenarioRequest;
  readonly seed: number;
  /** Is asked what it counted meanwhile; null: none is. */
  readonly database: DatabaseAddress | null;
}

/** A part of a project, by the name that its findings carry. */
export interface AuditDomain {
  readonly name: string;
  /** From the root, with slashes. */
  readonly path: string;
}

/** As a command line says it. */
export interface AuditWords extends ProjectWords, ReportWords {
  readonly path?: string;
  readonly domain?: string;
  readonly failOn?: string;
  /** false: `--no-exclude`. */
  readonly exclude?: readonly string[] | false;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly changed?: string;
  readonly trend?: boolean;
  readonly with?: readonly string[];
  readonly withScenario?: string;
  readonly sqlUrl?: string;
  readonly allowRemote?: readonly string[];
}

/** @throws UserError for a folder that is not there, and for a word that cannot be taken. */
export async function readAudit(host: Host, words: AuditWords): Promise<AuditOptions> {
  const { path, domain, failOn, changed = null } = words;
  if (changed !== null) checkRevision(changed);
  const config = await openProject(host, words);
  const root = path === undefined ? config.root : resolve(host.cwd, path);
  if (!host.files.isFolder(root))
    throw badOption(`audit looks at a folder; there is none at ${path}.`);
  return {
    config,
    root,
    baseline: readBaseline(host, words),
    exclude: words.exclude === false ? [] : (words.exclude ?? config.audit.exclude),
    changed,
    trend: words.trend ?? false,
    packs: (words.with ?? []).map(readPack),
    scenario: readScenario(host, words),
    domain: domain === undefined ? null : readDomain(host, root, domain),
    failOn: failOn === undefined ? null : readSeverity(failOn),
    reports: readReports(host, words, config.reporters, { hasLines: true }),
  };
}

function readScenario(
  { env }: Host,
  { withScenario, sqlUrl, allowRemote }: AuditWords,
): AuditedScenario | null {
  if (withScenario === undefined) {
    if (sqlUrl === undefined) return null;
    throw badOption('--sql-url asks what a database saw of a scenario; --with-scenario names one.');
  }
  const wanted = readScenarios({
    targets: [withScenario],
    ...(allowRemote !== undefined && { allowRemote }),
  });
  const database = sqlUrl === undefined ? null : readDatabaseAddress(sqlUrl, env);
  return { wanted, seed: drawSeed(SEED_LIMIT), database };
}

function readBaseline(
  { cwd }: Host,
  { baseline, updateBaseline = false }: AuditWords,
): AuditOptions['baseline'] {
  if (baseline !== undefined) return { path: resolve(cwd, baseline), isUpdated: updateBaseline };
  if (!updateBaseline) return null;
  throw badOption('--update-baseline writes the file that --baseline names; there is none.');
}

/** `orders=services/orders`: a folder below the root. */
function readDomain(host: Host, root: string, word: string): AuditDomain {
  const [, name = '', place = ''] = /^([^=]+)=(.+)$/u.exec(word) ?? [];
  if (name.trim() === '')
    throw badOption(`--domain takes name=path, such as orders=services/orders; found "${word}".`);
  const path = posix.normalize(place.replaceAll('\\', '/')).replace(/\/$/u, '');
  const isBelow = path !== '.' && !/^(?:\.\.(?:\/|$)|\/|[a-z]:)/iu.test(path);
  if (!isBelow || !host.files.isFolder(join(root, path)))
    throw badOption(`--domain takes a folder below the one that is looked at; found "${place}".`);
  return { name: name.trim(), path };
}

function readPack(word: string): AuditPack {
  const found = AUDIT_PACKS.find((one) => one === word);
  if (found !== undefined) return found;
  throw badOption(`--with takes ${AUDIT_PACKS.join(', ')}; found "${word}".`);
}

function readSeverity(word: string): AuditSeverity {
  const found = AUDIT_SEVERITIES.find((one) => one === word.toUpperCase());
  if (found !== undefined) return found;
  const known = AUDIT_SEVERITIES.map((one) => one.toLowerCase()).join(', ');
  throw badOption(`--fail-on takes ${known}; found "${word}".`);
}
