import type { CallSite } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';
import { resolveVariable } from './resolve-variable-origin-and-type.ts';

export type ExternalWorkKind = 'service' | 'process' | 'file' | 'sleep';

const HTTP_METHOD = '(?:get|post|put|patch|delete|head|options|request|send|stream)';
/** Clients of HTTP and gRPC by their full names (T652-09). */
const SERVICES = new RegExp(
  [
    `^(?:httpx|requests|aiohttp)(?:\\.\\w+)*\\.${HTTP_METHOD}$`,
    '^urllib\\.request\\.urlopen$',
    '(?:^|\\.)\\w+Stub\\.\\w+$',
    `^(?:axios|got|ky)(?:\\.(?:create|default))*(?:\\.${HTTP_METHOD})?$`,
    '^(?:fetch|globalThis\\.fetch|node-fetch)$',
    '^node:https?\\.(?:get|request)$',
    '^django\\.core\\.mail\\.(?:send_mail|send_mass_mail|mail_admins|mail_managers)$',
  ].join('|'),
  'u',
);
/** Client packages whose calls are identified by the import source alone. */
const SERVICE_SOURCES =
  /^(?:httpx|requests|aiohttp|axios|stripe|openai|anthropic|@anthropic-ai\/sdk|twilio|@sendgrid\/mail|@slack\/web-api|@octokit\/rest|resend|nodemailer)(?:\W|$)/u;
const SERVICE_METHODS =
  /\.(?:get|post|put|patch|delete|head|options|request|send|create|list|retrieve|update|sendMail|postMessage)$/u;
const PROCESSES =
  /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|os\.system|node:child_process\.(?:execSync|execFileSync|spawnSync)|execa)$/u;
const FILES =
  /^(?:open|io\.open|aiofiles\.open|(?:pathlib\.Path(?:\.\w+)*|Path)\.(?:open|(?:read|write)_(?:text|bytes))|shutil\.(?:copy\w*|move|rmtree)|(?:node:fs(?:\/promises)?|fs-extra)\.(?:promises\.)?(?:readFile|writeFile|appendFile|copyFile|open)(?:Sync)?)$/u;
/** Origins of objects that read a file or a response (T652-10). */
const READABLE =
  /^(?:open|io\.open|aiofiles\.open|pathlib\.Path(?:\.\w+)*\.open|(?:httpx|requests|aiohttp)\b.*|(?:fastapi\.|starlette\.datastructures\.)?UploadFile)$/u;
const SLEEPS = /^(?:time|asyncio)\.sleep$|^node:timers\/promises\.setTimeout$|^new Promise$/u;

/** Returns the kind of work outside the database that a call waits for; null: none. */
export function classifyExternalWork(
  audited: AuditedCode,
  site: CallSite,
): ExternalWorkKind | null {
  const { call, raw } = site;
  const name = audited.code.qualifiedNameOf(site.function, call.callee) ?? call.callee;
  if (isSleep(name, site)) return 'sleep';
  // A project function may have the name of a well-known function.
  const isOwn = call.targets.length > raw.callbacks.length && !call.isGuess;
  if (isOwn) return null;
  const receiver = raw.callee.replace(/\.\w+$/u, '');
  if (SERVICES.test(name) || /(?:^|\.)\w+Stub$/u.test(originOf(audited, site, receiver))) {
    return 'service';
  }
  if (SERVICE_SOURCES.test(call.source ?? '') && SERVICE_METHODS.test(call.callee)) {
    return 'service';
  }
  if (PROCESSES.test(name)) return 'process';
  if (FILES.test(name)) return 'file';
  const isRead = /\.(?:read|write)$/u.test(call.callee);
  return isRead && READABLE.test(originOf(audited, site, receiver)) ? 'file' : null;
}

/** True for calls that sleep. A sleep of zero only yields to other tasks and does not count. */
function isSleep(name: string, { call, raw }: CallSite): boolean {
  if (!SLEEPS.test(name) || /^\(\s*0?\s*\)$/u.test(raw.argumentText)) return false;
  return name !== 'new Promise' || (call.isAwaited && /\bsetTimeout\b/u.test(raw.argumentText));
}

/** Returns the full name of what a variable was created from; empty if unknown. */
function originOf(audited: AuditedCode, site: CallSite, name: string): string {
  const made = resolveVariable(audited, site, name.replace(/^(?:self|this)\./u, ''));
  return made === null
    ? ''
    : (audited.code.qualifiedNameOf(site.function, made.expression) ?? made.expression);
}
