import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { AUDIT_SEVERITIES, type AuditSeverity } from '../harness/model/documents/audit-document.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { badOption } from './values/bad-option.ts';

/** What `audit` looks at, and what fails it. */
export interface AuditOptions {
  readonly config: Config;
  /** Absolute. */
  readonly root: string;
  /** Findings as severe as this fail it; null: none does. */
  readonly failOn: AuditSeverity | null;
  readonly reports: readonly ReportChoice[];
}

/** As a command line says it. */
export interface AuditWords extends ProjectWords, ReportWords {
  readonly path?: string;
  readonly failOn?: string;
}

/** @throws UserError for a folder that is not there, and for a word that cannot be taken. */
export async function readAudit(host: Host, words: AuditWords): Promise<AuditOptions> {
  const { path, failOn } = words;
  const config = await openProject(host, words);
  const root = path === undefined ? config.root : resolve(host.cwd, path);
  if (!host.files.isFolder(root))
    throw badOption(`audit looks at a folder; there is none at ${path}.`);
  return {
    ...{ config, root },
    failOn: failOn === undefined ? null : readSeverity(failOn),
    reports: readReports(host, words, config.reporters, { hasLines: true }),
  };
}

function readSeverity(word: string): AuditSeverity {
  const found = AUDIT_SEVERITIES.find((one) => one === word.toUpperCase());
  if (found !== undefined) return found;
  const known = AUDIT_SEVERITIES.map((one) => one.toLowerCase()).join(', ');
  throw badOption(`--fail-on takes ${known}; found "${word}".`);
}
